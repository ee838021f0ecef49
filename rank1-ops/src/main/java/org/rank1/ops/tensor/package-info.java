/**
 * The seam between engine-free tensors and the engine's arrays: copies in both directions, changes
 * in place, convolutions with any padding. Arrays that an operation creates belong to the manager
 * of the batch, so that closing it frees them.
 */
@API(status = API.Status.INTERNAL)
@NullMarked
package org.rank1.ops.tensor;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
