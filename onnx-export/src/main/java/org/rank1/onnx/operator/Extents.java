package org.rank1.onnx.operator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.rank1.onnx.graph.NodeAttributes;

/** Operators that tell shapes and make tensors of them. */
enum Extents implements Evaluator {
  SHAPE,
  SIZE,
  CONSTANT_OF_SHAPE,
  RANGE,
  CONSTANT;

  @Override
  public DoubleTensor evaluate(OperatorCall call) {
    return switch (this) {
      case SHAPE -> {
        double[] extents = call.extents(0);
        int[] positions = range(call.attributes(), extents.length).positions();
        yield new DoubleTensor(
            List.of(positions.length),
            Arrays.stream(positions).mapToDouble(axis -> extents[axis]).toArray());
      }
      case SIZE ->
          new DoubleTensor(
              List.of(), new double[] {Arrays.stream(call.extents(0)).reduce(1, (a, b) -> a * b)});
      case CONSTANT_OF_SHAPE -> filled(call);
      case CONSTANT -> constant(call);
      case RANGE -> {
        double start = single(call, 0);
        double step = single(call, 2);
        double count = count(start, single(call, 1), step);
        DoubleTensor y = call.zeros(List.of(call.extent(count)));
        for (int i = 0; i < y.size(); i++) {
          y.data()[i] = start + i * step;
        }
        yield y;
      }
    };
  }

  /** The axes of which {@code Shape} tells the extents. */
  static SliceRange range(NodeAttributes attributes, int rank) {
    return SliceRange.of(
        attributes.integer("start", 0), attributes.integer("end", Integer.MAX_VALUE), 1, rank);
  }

  /** The numbers from a start to a limit that is not reached. */
  static double count(double start, double limit, double step) {
    return step == 0 ? Double.POSITIVE_INFINITY : Math.max(0, Math.ceil((limit - start) / step));
  }

  private static double single(OperatorCall call, int input) {
    DoubleTensor value = call.signed(input);
    call.require(value.size() == 1, "input " + input + " must be one number");
    return value.data()[0];
  }

  private static DoubleTensor filled(OperatorCall call) {
    List<Integer> shape = new ArrayList<>();
    for (long extent : call.integers(0)) {
      shape.add(call.toInt(extent, "extent"));
    }
    DoubleTensor y = call.zeros(shape);
    call.tensor("value")
        .ifPresent(
            value -> {
              call.require(value.size() == 1, "value must hold one number");
              double fill = value.data()[0];
              Arrays.fill(y.data(), call.absolute() ? Math.abs(fill) : fill);
            });
    return y;
  }

  private static DoubleTensor constant(OperatorCall call) {
    NodeAttributes attributes = call.attributes();
    if (attributes.has("value_float")) {
      return new DoubleTensor(List.of(), new double[] {attributes.real("value_float", 0)});
    }
    if (attributes.has("value_int")) {
      return new DoubleTensor(List.of(), new double[] {attributes.integer("value_int", 0)});
    }
    if (attributes.has("value_ints")) {
      double[] values =
          attributes.integers("value_ints", List.of()).stream()
              .mapToDouble(Long::doubleValue)
              .toArray();
      return new DoubleTensor(List.of(values.length), values);
    }
    return call.tensor("value")
        .orElseThrow(() -> call.refused("its value must be a tensor, a float or integers"));
  }

  @Override
  public boolean readsShapesOnly() {
    return this == SHAPE || this == SIZE;
  }
}
