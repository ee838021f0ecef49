package org.rank1.onnx.operator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;

/** Operators that summarize whole axes. */
enum Reduction implements Evaluator {
  SUM,
  MEAN,
  MAX,
  MIN,
  L1,
  PROD,
  L2,
  SUM_SQUARE,
  LOG_SUM,
  LOG_SUM_EXP;

  private double start() {
    return switch (this) {
      case MAX -> Double.NEGATIVE_INFINITY;
      case MIN -> Double.POSITIVE_INFINITY;
      case PROD -> 1;
      default -> 0;
    };
  }

  private DoubleBinaryOperator step() {
    return switch (this) {
      case SUM, MEAN, LOG_SUM -> Double::sum;
      case MAX -> Math::max;
      case MIN -> Math::min;
      case L1 -> (sum, x) -> sum + Math.abs(x);
      case PROD -> (product, x) -> product * x;
      case L2, SUM_SQUARE -> (sum, x) -> sum + x * x;
      case LOG_SUM_EXP -> (sum, x) -> sum + Math.exp(x);
    };
  }

  @Override
  public DoubleTensor evaluate(OperatorCall call) {
    DoubleTensor x = call.input(0);
    boolean[] reduced = reduced(call, x);
    boolean any = false;
    for (boolean each : reduced) {
      any |= each;
    }
    if (!any && call.integer("noop_with_empty_axes", 0) != 0) {
      return x;
    }
    boolean keeps = call.integer("keepdims", 1) != 0;
    int order = reduced.length;
    List<Integer> kept = new ArrayList<>();
    List<Integer> shape = new ArrayList<>();
    long count = 1;
    for (int axis = 0; axis < order; axis++) {
      int extent = x.shape().get(axis);
      kept.add(reduced[axis] ? 1 : extent);
      count *= reduced[axis] ? extent : 1;
      if (!reduced[axis] || keeps) {
        shape.add(kept.get(axis));
      }
    }
    call.require(count > 0, "an axis without positions is reduced");
    DoubleTensor y = call.zeros(kept);
    Arrays.fill(y.data(), call.absolute() && this != PROD ? 0 : start());
    int[] steps = new int[order];
    for (int axis = 0; axis < order; axis++) {
      steps[axis] = reduced[axis] ? 0 : y.extent(axis + 1, order);
    }
    DoubleBinaryOperator step = step();
    int[] index = new int[order];
    int at = 0;
    for (int i = 0; i < x.size(); i++) {
      // Of magnitudes the largest bounds that of the smallest value, too.
      y.data()[at] =
          call.absolute() && this == MIN
              ? Math.max(y.data()[at], x.data()[i])
              : step.applyAsDouble(y.data()[at], x.data()[i]);
      for (int axis = order - 1; axis >= 0; axis--) {
        at += steps[axis];
        if (++index[axis] < x.shape().get(axis)) {
          break;
        }
        at -= steps[axis] * index[axis];
        index[axis] = 0;
      }
    }
    finish(y.data(), count);
    return y.reshape(shape);
  }

  private void finish(double[] y, long count) {
    for (int i = 0; i < y.length; i++) {
      y[i] =
          switch (this) {
            case MEAN -> y[i] / count;
            case L2 -> Math.sqrt(y[i]);
            case LOG_SUM, LOG_SUM_EXP -> Math.log(y[i]);
            default -> y[i];
          };
    }
  }

  private static boolean[] reduced(OperatorCall call, DoubleTensor x) {
    int order = x.shape().size();
    boolean[] reduced = new boolean[order];
    long[] axes = call.integersOr("axes", 1, new int[0]);
    if (axes.length == 0 && call.integer("noop_with_empty_axes", 0) == 0) {
      Arrays.fill(reduced, true);
    }
    for (long axis : axes) {
      reduced[call.axis(axis, order)] = true;
    }
    return reduced;
  }

  /** The additions, and a division that may be a product with a rounded reciprocal. */
  @Override
  public int roundings(OperatorCall call) {
    if (this == MAX || this == MIN) {
      return 0;
    }
    DoubleTensor x = call.input(0);
    boolean[] reduced = reduced(call, x);
    int count = 1;
    for (int axis = 0; axis < reduced.length; axis++) {
      count = reduced[axis] ? Math.multiplyExact(count, Math.max(1, x.shape().get(axis))) : count;
    }
    return count + 1;
  }

  /** The largest or smallest of values parts no further than one of them. */
  @Override
  public boolean isBounded(OperatorCall call) {
    return this == SUM || this == MEAN || this == MAX || this == MIN || this == L1;
  }
}
