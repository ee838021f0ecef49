package org.rank1.onnx.model;

import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.List;
import java.util.Optional;
import org.rank1.filter.FloatTensor;
import org.rank1.onnx.graph.OnnxTensors;

/** Floats of integers: {@code (q - zero) · scale}, computed exactly and rounded once. */
final class Dequantization {
  private Dequantization() {}

  /**
   * Dequantizes a tensor.
   *
   * @param scales one, or one for each slice along the axis
   * @param zeros as many, or none
   * @return empty if they do not fit
   */
  static Optional<FloatTensor> of(
      TensorProto integers, float[] scales, long[] zeros, long declaredAxis) {
    List<Integer> shape = integers.getDimsList().stream().map(Math::toIntExact).toList();
    int axis = (int) (declaredAxis < 0 ? declaredAxis + shape.size() : declaredAxis);
    boolean perSlice = scales.length != 1;
    boolean axisFits = !perSlice || (axis >= 0 && axis < shape.size());
    if (!axisFits
        || (perSlice && shape.get(axis) != scales.length)
        || (zeros.length != 0 && zeros.length != scales.length)) {
      return Optional.empty();
    }
    int inner = perSlice ? FloatTensor.sizeOf(shape.subList(axis + 1, shape.size())) : 1;
    long[] values = OnnxTensors.integers(integers, "the model");
    FloatTensor result = FloatTensor.zeros(shape);
    for (int i = 0; i < values.length; i++) {
      int slice = i / inner % scales.length;
      long shifted = values[i] - (zeros.length == 0 ? 0 : zeros[slice]);
      result.data()[i] = (float) (scales[slice] * (double) shifted);
    }
    return Optional.of(result);
  }
}
