/**
 * The table of operators: all that this product knows about an operator of ONNX stands in one entry
 * of {@link org.rank1.onnx.operator.Operators}.
 *
 * <p>An entry says which inputs and attributes the operator has at which opset, which shapes and
 * element types its outputs have, what kind of operator it is, how large an output can become and
 * what it costs, how it is evaluated in double precision, how many roundings a 32-bit evaluation
 * may put on one term, and its absolute evaluation: the sum of the magnitudes of all terms. The
 * last two together are the rounding error bound. The structural check, the builder, the cost of a
 * run, the interpreter, the quantizer and the verdicts look things up here; an operator is added by
 * adding its entry to the list of its family.
 */
@API(status = API.Status.INTERNAL)
@NullMarked
package org.rank1.onnx.operator;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
