package org.rank1.onnx.operator;

/**
 * {@code LRN}: {@code x / (bias + alpha/size · Σ x²)^beta}, the sum over neighbouring channels. The
 * quotient of two computed values: measured, not proved.
 */
record LocalResponse() implements Evaluator {
  @Override
  public DoubleTensor evaluate(OperatorCall call) {
    DoubleTensor x = call.input(0);
    int order = x.shape().size();
    call.require(order >= 3, "input " + x.shape() + " has no spatial axes");
    int size = call.toInt(call.integer("size", 1), "size");
    call.require(size >= 1, "illegal size " + size);
    double alpha = call.real("alpha", 1e-4f);
    double beta = call.real("beta", 0.75f);
    double bias = call.real("bias", 1);
    int channels = x.shape().get(1);
    int plane = x.extent(2, order);
    DoubleTensor y = call.zeros(x.shape());
    for (int i = 0; i < y.size(); i++) {
      int channel = i / plane % channels;
      double squares = 0;
      int last = (int) Math.min(channels - 1L, channel + size / 2L);
      for (int c = Math.max(0, channel - (size - 1) / 2); c <= last; c++) {
        double value = x.data()[i + (c - channel) * plane];
        squares += value * value;
      }
      y.data()[i] = x.data()[i] / Math.pow(bias + alpha / size * squares, beta);
    }
    return y;
  }

  @Override
  public boolean isBounded(OperatorCall call) {
    return false;
  }
}
