package org.rank1.onnx.operator;

import java.util.function.IntUnaryOperator;

/**
 * Operators that subtract a mean and divide by a deviation of the same elements, as instance, layer
 * and group normalization. Small deviations blow errors up without a bound: they are measured, not
 * proved.
 */
enum MomentNormalization implements Evaluator {
  INSTANCE,
  LAYER,
  GROUP;

  @Override
  public DoubleTensor evaluate(OperatorCall call) {
    DoubleTensor x = call.input(0);
    int order = x.shape().size();
    double epsilon = call.real("epsilon", 1e-5f);
    if (this == LAYER) {
      int axis = call.axis(call.integer("axis", -1), order);
      int length = x.extent(axis, order);
      return scaled(call, normalized(x, length, epsilon), i -> i % Math.max(1, length), length);
    }
    call.require(order >= 3, "input " + x.shape() + " has no spatial axes");
    int channels = x.shape().get(1);
    int plane = x.extent(2, order);
    int groups =
        this == INSTANCE ? channels : call.toInt(call.integer("num_groups", 1), "num_groups");
    call.require(
        groups > 0 && channels % groups == 0,
        "%d channels are no multiple of %d groups".formatted(channels, groups));
    DoubleTensor y = normalized(x, channels / groups * plane, epsilon);
    int scales = call.input(1).size();
    boolean perGroup = this == GROUP && call.opset() < 21;
    int per = perGroup ? channels / groups * plane : plane;
    return scaled(call, y, i -> i / per % scales, perGroup ? groups : channels);
  }

  private static DoubleTensor normalized(DoubleTensor x, int length, double epsilon) {
    double[] y = new double[x.size()];
    for (int from = 0; from < y.length; from += length) {
      double mean = 0;
      for (int k = 0; k < length; k++) {
        mean += x.data()[from + k] / length;
      }
      double variance = 0;
      for (int k = 0; k < length; k++) {
        double centered = x.data()[from + k] - mean;
        variance += centered * centered / length;
      }
      for (int k = 0; k < length; k++) {
        y[from + k] = (x.data()[from + k] - mean) / Math.sqrt(variance + epsilon);
      }
    }
    return new DoubleTensor(x.shape(), y);
  }

  private static DoubleTensor scaled(
      OperatorCall call, DoubleTensor y, IntUnaryOperator parameter, int count) {
    double[] scale = call.input(1).data();
    double[] bias = call.optional(2).map(DoubleTensor::data).orElse(new double[scale.length]);
    call.require(
        scale.length == count && bias.length == count,
        "scale and bias must have %d values".formatted(count));
    for (int i = 0; i < y.size(); i++) {
      int at = parameter.applyAsInt(i);
      y.data()[i] = y.data()[i] * scale[at] + bias[at];
    }
    return y;
  }

  @Override
  public boolean isBounded(OperatorCall call) {
    return false;
  }
}
