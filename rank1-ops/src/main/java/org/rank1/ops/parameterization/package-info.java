/**
 * How factors of filter forms start and how they run forward. A structured kernel has two
 * executions, composed and factorized, that compute the same function of the same factors.
 */
@API(status = API.Status.INTERNAL)
@NullMarked
package org.rank1.ops.parameterization;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
