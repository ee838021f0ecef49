/**
 * Architectures as parts: the VGG and ResNet families, LeNet-5, and the networks of the rank-1
 * paper's notebooks.
 */
@API(status = API.Status.INTERNAL)
@NullMarked
package org.rank1.experiments.architecture;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
