package org.rank1.onnx.model;

import org.rank1.onnx.graph.TensorShape;

/**
 * A value of a graph under construction.
 *
 * @param name unique in its graph
 * @param shape as far as it is known
 */
public record OnnxValue(String name, TensorShape shape) {}
