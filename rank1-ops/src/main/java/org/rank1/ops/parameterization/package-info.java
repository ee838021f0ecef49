/**
 * How factors of filter forms start and how they run forward. A structured kernel has two
 * executions, composed and factorized, that compute the same function of the same factors.
 */
@NullMarked
package org.rank1.ops.parameterization;

import org.jspecify.annotations.NullMarked;
