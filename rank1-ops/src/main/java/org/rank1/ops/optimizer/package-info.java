/**
 * Rules that move parameters along their gradients. State is kept by the stable path of each
 * parameter; the arithmetic is the engine's own, fused and in place.
 */
@NullMarked
package org.rank1.ops.optimizer;

import org.jspecify.annotations.NullMarked;
