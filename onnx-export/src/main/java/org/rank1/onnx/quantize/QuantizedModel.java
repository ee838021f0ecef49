package org.rank1.onnx.quantize;

import org.rank1.onnx.check.CheckedModel;

/**
 * A quantized model and what was done to it.
 *
 * @param model the ONNX model, checked; its input and outputs are floats
 * @param linearNodes convolutions and fully connected layers that compute on bytes
 * @param values activations that become bytes
 */
public record QuantizedModel(CheckedModel model, int linearNodes, int values) {}
