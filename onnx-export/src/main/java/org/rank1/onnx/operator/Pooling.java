package org.rank1.onnx.operator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Means and maxima over windows and over whole maps. */
enum Pooling implements Evaluator {
  MAX,
  AVERAGE,
  GLOBAL_AVERAGE,
  GLOBAL_MAX;

  @Override
  public DoubleTensor evaluate(OperatorCall call) {
    DoubleTensor x = call.input(0);
    int order = x.shape().size();
    call.require(order >= 3, "input " + x.shape() + " has no spatial axes");
    if (this == GLOBAL_AVERAGE || this == GLOBAL_MAX) {
      return global(call, x);
    }
    SlidingWindow window = SlidingWindow.of(call, kernel(call), x.shape().subList(2, order));
    List<Integer> shape = new ArrayList<>(x.shape().subList(0, 2));
    shape.addAll(window.outputShape());
    DoubleTensor y = call.zeros(shape);
    boolean countPadding = call.integer("count_include_pad", 0) != 0;
    double[] counts =
        countPadding ? window.countsWithPadding() : counts(window, y.extent(2, order));
    int inPlane = x.extent(2, order);
    int outPlane = counts.length;
    if (this == MAX) {
      Arrays.fill(y.data(), Double.NEGATIVE_INFINITY);
    }
    for (int plane = 0; plane < y.extent(0, 2); plane++) {
      int from = plane * inPlane;
      int to = plane * outPlane;
      window.forEachRow(
          (tap, outOffset, inOffset, step, length) -> {
            for (int i = 0; i < length; i++) {
              double value = x.data()[from + inOffset + i * step];
              int at = to + outOffset + i;
              y.data()[at] = this == MAX ? Math.max(y.data()[at], value) : y.data()[at] + value;
            }
          });
      for (int i = 0; this == AVERAGE && i < outPlane; i++) {
        y.data()[to + i] /= counts[i];
      }
    }
    return y;
  }

  private static List<Integer> kernel(OperatorCall call) {
    return call.integerList("kernel_shape")
        .orElseThrow(() -> call.refused("the attribute kernel_shape is missing"));
  }

  /** The number by which the sum of each output position is divided. */
  private static double[] counts(SlidingWindow window, int positions) {
    double[] counts = new double[positions];
    window.forEachRow(
        (tap, outOffset, inOffset, step, length) -> {
          for (int i = 0; i < length; i++) {
            counts[outOffset + i]++;
          }
        });
    return counts;
  }

  private DoubleTensor global(OperatorCall call, DoubleTensor x) {
    int order = x.shape().size();
    List<Integer> shape = new ArrayList<>(x.shape().subList(0, 2));
    shape.addAll(Collections.nCopies(order - 2, 1));
    DoubleTensor y = call.zeros(shape);
    int positions = x.extent(2, order);
    for (int plane = 0; plane < y.size(); plane++) {
      double sum = 0;
      double max = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < positions; i++) {
        sum += x.data()[plane * positions + i];
        max = Math.max(max, x.data()[plane * positions + i]);
      }
      y.data()[plane] = this == GLOBAL_MAX ? max : sum / positions;
    }
    return y;
  }

  /** The additions, and a division that may be a product with a rounded reciprocal. */
  @Override
  public int roundings(OperatorCall call) {
    DoubleTensor x = call.input(0);
    return switch (this) {
      case MAX, GLOBAL_MAX -> 0;
      case AVERAGE -> kernel(call).stream().reduce(1, Math::multiplyExact) + 1;
      case GLOBAL_AVERAGE -> x.extent(2, x.shape().size()) + 1;
    };
  }
}
