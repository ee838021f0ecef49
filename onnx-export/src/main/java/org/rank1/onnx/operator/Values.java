package org.rank1.onnx.operator;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;

/** The values of a graph that its nodes read, by name. */
public interface Values {
  /** Whether a value is known before the data are: the model brings it, or shapes tell it. */
  boolean isFixed(String name);

  /**
   * A value. In an absolute evaluation, magnitudes where it depends on the data; a fixed value
   * keeps its signs.
   */
  DoubleTensor get(String name);

  /** The extents of a value, not a number where one is not known. */
  default double[] extents(String name) {
    return get(name).shape().stream().mapToDouble(Integer::doubleValue).toArray();
  }

  /** The element type of a value, {@code UNDEFINED} where it is not known. */
  DataType type(String name);
}
