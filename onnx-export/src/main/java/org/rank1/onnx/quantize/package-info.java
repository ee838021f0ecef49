/**
 * From 32-bit floats to 8-bit integers: an exported model becomes one whose convolutions and fully
 * connected layers compute on bytes, written with {@code QuantizeLinear} and {@code
 * DequantizeLinear} nodes, which a runtime fuses with the operators between them.
 *
 * <p>Weights are signed, symmetric, with one scale per filter; activations are unsigned bytes with
 * one scale and zero point per tensor, calibrated on real images. Between the stages of a split
 * convolution there is no ReLU, so that the scale of every channel between them is free: {@link
 * org.rank1.onnx.quantize.Balancing} uses this to make one scale per tensor as good as one per
 * channel. The result approximates the model it was made from; it is never equivalent to it.
 */
@API(status = API.Status.EXPERIMENTAL)
@NullMarked
package org.rank1.onnx.quantize;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
