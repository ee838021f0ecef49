/**
 * ONNX graphs as messages and files: reading and writing models, tensors, and a typed builder for
 * the operators this product emits, at one opset. What ONNX says about an operator (how many
 * inputs, which attributes, which output shape) is written once, in {@code OperatorSchema}; the
 * builder and the structural check both read it there.
 */
@NullMarked
package org.rank1.onnx.graph;

import org.jspecify.annotations.NullMarked;
