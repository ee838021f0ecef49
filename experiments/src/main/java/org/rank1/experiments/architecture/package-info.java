/**
 * Architectures as parts: the VGG family, small and large, and the network of the rank-1 paper's
 * notebooks.
 */
@NullMarked
package org.rank1.experiments.architecture;

import org.jspecify.annotations.NullMarked;
