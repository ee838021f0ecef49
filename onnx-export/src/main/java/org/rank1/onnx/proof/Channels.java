package org.rank1.onnx.proof;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.rank1.onnx.operator.DoubleTensor;

/** Operators that act on each channel by itself, and sums of branches. */
final class Channels {
  private Channels() {}

  /** {@code (x − mean) / √(variance + ε) · scale + bias}. */
  static ArrangedForm batchNormalization(NodeCall call) {
    call.require(call.attributes().integer("training_mode", 0) == 0, "it is in training mode");
    ArrangedForm x = call.form(0);
    double[] scale = perChannel(call, x, 1);
    double[] bias = perChannel(call, x, 2);
    double[] mean = perChannel(call, x, 3);
    double[] variance = perChannel(call, x, 4);
    double epsilon = call.attributes().real("epsilon", 1e-5f);
    double[] gain = new double[scale.length];
    double[] shift = new double[scale.length];
    double[] magnitudes = new double[scale.length];
    for (int c = 0; c < gain.length; c++) {
      gain[c] = scale[c] / Math.sqrt(variance[c] + epsilon);
      shift[c] = bias[c] - mean[c] * gain[c];
      magnitudes[c] = ComposedKernel.magnitude(bias[c]) + Math.abs(mean[c] * gain[c]);
    }
    return x.with(x.form().scaled(gain, 1).shifted(shift, magnitudes, 2));
  }

  private static double[] perChannel(NodeCall call, ArrangedForm x, int input) {
    DoubleTensor constant = call.constant(input);
    call.require(x.order() >= 2 && constant.shape().size() == 1, "its constants do not fit");
    List<Integer> shape = new ArrayList<>(Collections.nCopies(x.order(), 1));
    shape.set(1, constant.size());
    call.require(
        x.axes().get(1).contains(ArrangedForm.CHANNEL) && x.shape().get(1) == constant.size(),
        "its constants are not one for each channel");
    return x.channelVector(constant.reshape(shape));
  }

  static ArrangedForm sum(NodeCall call) {
    List<DoubleTensor> constants = new ArrayList<>();
    ArrangedForm sum = null;
    for (int input = 0; input < call.inputs(); input++) {
      if (call.isConstant(input)) {
        constants.add(call.constant(input));
      } else {
        ArrangedForm form = call.form(input);
        sum = sum == null ? form : plus(sum, form, 1);
      }
    }
    if (sum == null) {
      throw call.refused("it adds nothing that depends on the data");
    }
    for (DoubleTensor constant : constants) {
      sum = sum.with(sum.form().shifted(sum.channelVector(constant)));
    }
    return sum;
  }

  static ArrangedForm difference(NodeCall call) {
    if (call.isConstant(1)) {
      ArrangedForm x = call.form(0);
      double[] shift = Arrays.stream(x.channelVector(call.constant(1))).map(v -> -v).toArray();
      return x.with(x.form().shifted(shift));
    }
    if (call.isConstant(0)) {
      ArrangedForm x = call.form(1);
      double[] shift = x.channelVector(call.constant(0));
      LinearForm negative = x.form().scaled(LinearForm.filled(shift.length, -1), 0);
      return x.with(negative.shifted(shift));
    }
    return plus(call.form(0), call.form(1), -1);
  }

  private static ArrangedForm plus(ArrangedForm one, ArrangedForm two, double sign) {
    ArrangedForm.require(
        one.batch() == two.batch() && one.shape().equals(two.shape()),
        "branches of shapes %s and %s are added".formatted(one.shape(), two.shape()));
    List<Integer> first = one.elementOrder();
    List<Integer> second = two.elementOrder();
    for (int i = 0; i < Math.min(first.size(), second.size()); i++) {
      long a = one.extent(first.get(i));
      long b = two.extent(second.get(i));
      if (a > b && b > 1) {
        throw one.split(first.get(i), b);
      } else if (b > a && a > 1) {
        throw two.split(second.get(i), a);
      }
    }
    ArrangedForm.require(first.equals(second), "branches are added that lie differently");
    return one.with(one.form().plus(two.form(), sign));
  }

  static ArrangedForm product(NodeCall call) {
    int constant = call.isConstant(1) ? 1 : 0;
    ArrangedForm x = call.form(1 - constant);
    return x.with(x.form().scaled(x.channelVector(call.constant(constant)), 1));
  }

  static ArrangedForm quotient(NodeCall call) {
    ArrangedForm x = call.form(0);
    double[] divisors = x.channelVector(call.constant(1));
    return x.with(x.form().scaled(Arrays.stream(divisors).map(d -> 1 / d).toArray(), 1));
  }
}
