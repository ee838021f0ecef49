/**
 * ONNX models evaluated in double precision, in plain Java: what a runtime's 32-bit results are
 * measured against. ONNX Runtime has no double-precision convolution on the CPU.
 *
 * <p>How one operator is evaluated stands in the table of {@code onnx.operator}; here a graph is.
 * Beside values an evaluation says how many roundings a 32-bit one may put on one term, and an
 * absolute evaluation gives the sum of the magnitudes of all terms: the two together are the
 * rounding error bound.
 */
@API(status = API.Status.INTERNAL)
@NullMarked
package org.rank1.onnx.reference;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
