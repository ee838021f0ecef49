package org.rank1.onnx.operator;

import java.util.function.BiConsumer;

/**
 * Operators that normalize runs of elements by what these runs hold. An error of one element moves
 * all others by amounts that depend on their values: no bound holds for every input, and so they
 * are measured, not proved.
 */
enum SlicewiseNormalization implements Evaluator {
  SOFTMAX,
  LOG_SOFTMAX,
  HARDMAX,
  LP;

  private static final int SEPARATE_AXES = 13;

  @Override
  public DoubleTensor evaluate(OperatorCall call) {
    DoubleTensor x = call.input(0);
    int order = x.shape().size();
    boolean old = this != LP && call.opset() < SEPARATE_AXES;
    long declared = call.integer("axis", old ? 1 : -1);
    int axis = old && declared == order ? order : call.axis(declared, order);
    // Before opset 13 all axes from the given one on are one.
    int length = old ? x.extent(axis, order) : x.shape().get(axis);
    int step = old ? 1 : x.extent(axis + 1, order);
    DoubleTensor y = new DoubleTensor(x.shape(), x.data().clone());
    if (x.size() == 0) {
      return y;
    }
    double power = call.integer("p", 2);
    double[] run = new double[length];
    BiConsumer<double[], Double> how = how();
    for (int i = 0; i < x.size() / length; i++) {
      int from = i / step * step * length + i % step;
      for (int k = 0; k < length; k++) {
        run[k] = x.data()[from + k * step];
      }
      how.accept(run, power);
      for (int k = 0; k < length; k++) {
        y.data()[from + k * step] = run[k];
      }
    }
    return y;
  }

  private BiConsumer<double[], Double> how() {
    return switch (this) {
      case SOFTMAX -> (run, p) -> softmax(run, false);
      case LOG_SOFTMAX -> (run, p) -> softmax(run, true);
      case HARDMAX -> (run, p) -> hardmax(run);
      case LP -> (run, p) -> lp(run, p);
    };
  }

  private static void softmax(double[] run, boolean logarithm) {
    double max = Double.NEGATIVE_INFINITY;
    for (double value : run) {
      max = Math.max(max, value);
    }
    double sum = 0;
    for (double value : run) {
      sum += Math.exp(value - max);
    }
    for (int k = 0; k < run.length; k++) {
      run[k] = logarithm ? run[k] - max - Math.log(sum) : Math.exp(run[k] - max) / sum;
    }
  }

  private static void hardmax(double[] run) {
    int best = 0;
    for (int k = 1; k < run.length; k++) {
      best = run[k] > run[best] ? k : best;
    }
    for (int k = 0; k < run.length; k++) {
      run[k] = k == best ? 1 : 0;
    }
  }

  private static void lp(double[] run, double power) {
    double sum = 0;
    for (double value : run) {
      sum += Math.pow(Math.abs(value), power);
    }
    double norm = Math.pow(sum, 1 / power);
    for (int k = 0; k < run.length; k++) {
      run[k] = norm == 0 ? 0 : run[k] / norm;
    }
  }

  @Override
  public boolean isBounded(OperatorCall call) {
    return false;
  }
}
