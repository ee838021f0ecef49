/**
 * Architectures as parts: the VGG and ResNet families, LeNet-5, and the networks of the rank-1
 * paper's notebooks.
 */
@NullMarked
package org.rank1.experiments.architecture;

import org.jspecify.annotations.NullMarked;
