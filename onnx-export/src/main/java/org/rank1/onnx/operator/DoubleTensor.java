package org.rank1.onnx.operator;

import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.Arrays;
import java.util.List;
import org.rank1.filter.FloatTensor;
import org.rank1.onnx.graph.OnnxTensors;

/**
 * A dense, row-major tensor in double precision.
 *
 * @param shape extents, outermost first
 * @param data the live values, not copied
 */
@SuppressWarnings("ArrayRecordComponent") // compared by identity; the values are shared on purpose
public record DoubleTensor(List<Integer> shape, double[] data) {

  /** Checks that the shape has as many elements as there are values. */
  public DoubleTensor {
    shape = List.copyOf(shape);
    if (FloatTensor.sizeOf(shape) != data.length) {
      throw new IllegalArgumentException(
          "A tensor of shape " + shape + " does not have " + data.length + " values");
    }
  }

  /** The same values, widened. */
  public static DoubleTensor of(FloatTensor tensor) {
    double[] wide = new double[tensor.size()];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = tensor.data()[i];
    }
    return new DoubleTensor(tensor.shape(), wide);
  }

  /**
   * The values of a tensor of a model, integers among them, widened.
   *
   * @param place what to call the tensor's owner in an error
   * @throws org.rank1.io.InvalidInputException if its element type is none that we read, or its
   *     dimensions and values do not fit
   */
  public static DoubleTensor of(TensorProto tensor, String place) {
    if (!OnnxTensors.isInteger(tensor)) {
      return of(OnnxTensors.floats(tensor, place));
    }
    return new DoubleTensor(
        tensor.getDimsList().stream().map(Math::toIntExact).toList(),
        Arrays.stream(OnnxTensors.integers(tensor, place)).asDoubleStream().toArray());
  }

  /** Magnitudes. */
  public DoubleTensor abs() {
    double[] magnitudes = new double[data.length];
    for (int i = 0; i < magnitudes.length; i++) {
      magnitudes[i] = Math.abs(data[i]);
    }
    return new DoubleTensor(shape, magnitudes);
  }

  /** The same values (not copied) under another shape. */
  public DoubleTensor reshape(List<Integer> newShape) {
    return new DoubleTensor(newShape, data);
  }

  /** The number of elements. */
  public int size() {
    return data.length;
  }

  /** The product of the extents from one axis up to, not including, another. */
  int extent(int fromAxis, int toAxis) {
    return FloatTensor.sizeOf(shape.subList(fromAxis, toAxis));
  }

  @Override
  public String toString() {
    return "DoubleTensor" + shape;
  }
}
