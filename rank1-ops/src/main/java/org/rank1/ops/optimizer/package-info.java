/**
 * Rules that move parameters along their gradients. State is kept by the stable path of each
 * parameter; the arithmetic is the engine's own, fused where it has the rule, and in place. {@link
 * org.rank1.ops.optimizer.ConfiguredOptimizer} adds to any rule, one from a plugin too, what all
 * have in common: clipping, Frobenius decay, groups of parameters.
 */
@API(status = API.Status.INTERNAL)
@NullMarked
package org.rank1.ops.optimizer;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
