package org.rank1.onnx.operator;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleBinaryOperator;

/** Element-wise functions of two tensors under ONNX's (NumPy's) multidirectional broadcasting. */
final class Broadcast {
  private Broadcast() {}

  static DoubleTensor apply(
      OperatorCall call, DoubleTensor a, DoubleTensor b, DoubleBinaryOperator function) {
    List<Integer> shape = shape(call, a.shape(), b.shape());
    DoubleTensor y = call.zeros(shape);
    if (a.shape().equals(b.shape())) {
      for (int i = 0; i < y.size(); i++) {
        y.data()[i] = function.applyAsDouble(a.data()[i], b.data()[i]);
      }
      return y;
    }
    int[] stepsA = steps(a.shape(), shape);
    int[] stepsB = steps(b.shape(), shape);
    int[] index = new int[shape.size()];
    int atA = 0;
    int atB = 0;
    for (int i = 0; i < y.size(); i++) {
      y.data()[i] = function.applyAsDouble(a.data()[atA], b.data()[atB]);
      for (int axis = index.length - 1; axis >= 0; axis--) {
        atA += stepsA[axis];
        atB += stepsB[axis];
        if (++index[axis] < shape.get(axis)) {
          break;
        }
        atA -= stepsA[axis] * index[axis];
        atB -= stepsB[axis] * index[axis];
        index[axis] = 0;
      }
    }
    return y;
  }

  /** Several tensors, each as large as all of them are together. */
  static List<DoubleTensor> together(OperatorCall call, List<DoubleTensor> operands) {
    DoubleTensor all = operands.get(0);
    for (DoubleTensor operand : operands) {
      all = apply(call, all, operand, (a, b) -> 0);
    }
    List<DoubleTensor> expanded = new ArrayList<>();
    for (DoubleTensor operand : operands) {
      expanded.add(apply(call, operand, all, (a, b) -> a));
    }
    return expanded;
  }

  private static List<Integer> shape(OperatorCall call, List<Integer> a, List<Integer> b) {
    List<Integer> shape = new ArrayList<>();
    int order = Math.max(a.size(), b.size());
    for (int axis = 0; axis < order; axis++) {
      int left = extent(a, axis, order);
      int right = extent(b, axis, order);
      call.require(
          left == right || left == 1 || right == 1,
          "operands %s and %s do not broadcast".formatted(a, b));
      shape.add(left == 1 ? right : left);
    }
    return shape;
  }

  private static int extent(List<Integer> shape, int axis, int order) {
    int own = axis - (order - shape.size());
    return own < 0 ? 1 : shape.get(own);
  }

  private static int[] steps(List<Integer> own, List<Integer> shape) {
    int[] steps = new int[shape.size()];
    int step = 1;
    for (int axis = shape.size() - 1; axis >= 0; axis--) {
      int extent = extent(own, axis, shape.size());
      steps[axis] = extent == 1 ? 0 : step;
      step *= extent;
    }
    return steps;
  }
}
