package org.rank1.onnx.operator;

/** {@code BatchNormalization} in inference: {@code (x − mean) / √(variance + ε) · scale + bias}. */
record BatchNormalization() implements Evaluator {

  @Override
  public DoubleTensor evaluate(OperatorCall call) {
    call.require(call.integer("training_mode", 0) == 0, "training_mode must be 0");
    DoubleTensor x = call.input(0);
    call.require(x.shape().size() >= 2, "input " + x.shape() + " has no channels");
    int channels = x.shape().get(1);
    for (int input = 1; input <= 4; input++) {
      call.require(
          call.isConstant(input) && call.input(input).size() == channels,
          "input %d must be a constant with one value for each of %d channels"
              .formatted(input, channels));
    }
    double[] scale = call.input(1).data();
    double[] bias = call.input(2).data();
    double[] mean = call.input(3).data();
    double[] variance = call.input(4).data();
    double epsilon = call.real("epsilon", 1e-5f);
    DoubleTensor y = call.zeros(x.shape());
    int plane = x.extent(2, x.shape().size());
    for (int i = 0; i < y.size(); i++) {
      int c = i / plane % channels;
      double centered = call.absolute() ? x.data()[i] + mean[c] : x.data()[i] - mean[c];
      y.data()[i] = centered / Math.sqrt(variance[c] + epsilon) * scale[c] + bias[c];
    }
    return y;
  }

  /**
   * Sum, root, quotient for the factor; difference or product and sum for the shift; product and
   * sum: at most 6 on one term in every order in which runtimes do it, 8 leaves room for one that
   * folds them into a convolution.
   */
  @Override
  public int roundings(OperatorCall call) {
    return 8;
  }
}
