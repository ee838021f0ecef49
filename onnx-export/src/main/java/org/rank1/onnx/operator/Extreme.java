package org.rank1.onnx.operator;

import java.util.ArrayList;
import java.util.List;

/** {@code ArgMax} and {@code ArgMin}: where an axis has its largest or smallest value. */
enum Extreme implements Evaluator {
  LARGEST,
  SMALLEST;

  @Override
  public DoubleTensor evaluate(OperatorCall call) {
    DoubleTensor x = call.input(0);
    int order = x.shape().size();
    int axis = call.axis(call.integer("axis", 0), order);
    boolean last = call.integer("select_last_index", 0) != 0;
    int length = x.shape().get(axis);
    call.require(length > 0, "axis " + axis + " has no positions");
    List<Integer> shape = new ArrayList<>(x.shape());
    shape.set(axis, 1);
    DoubleTensor y = call.zeros(shape);
    int inner = x.extent(axis + 1, order);
    for (int i = 0; i < y.size(); i++) {
      int from = i / inner * inner * length + i % inner;
      int best = 0;
      for (int k = 1; k < length; k++) {
        double difference = x.data()[from + k * inner] - x.data()[from + best * inner];
        double better = this == LARGEST ? difference : -difference;
        best = better > 0 || (last && better == 0) ? k : best;
      }
      y.data()[i] = best;
    }
    if (call.integer("keepdims", 1) == 0) {
      shape.remove(axis);
    }
    return y.reshape(shape);
  }

  @Override
  public boolean isBounded(OperatorCall call) {
    return false;
  }
}
