/**
 * The best rank-1 filter. For unit factors along the spatial axes the best factor across channels
 * is a plain contraction, so the search needs only the Gram matrix of each filter's unfolding,
 * whose size does not depend on the number of channels.
 */
@API(status = API.Status.INTERNAL)
@NullMarked
package org.rank1.ops.projection;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
