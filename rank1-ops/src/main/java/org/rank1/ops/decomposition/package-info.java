/**
 * Decompositions of kernels into the factors of low-rank forms, and projections made of them. They
 * work unit by unit, a unit being what shares no factors with the rest of the kernel, one filter or
 * one group, and on the JVM in double precision.
 */
@API(status = API.Status.INTERNAL)
@NullMarked
package org.rank1.ops.decomposition;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
