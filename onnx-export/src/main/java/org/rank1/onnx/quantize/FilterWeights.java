package org.rank1.onnx.quantize;

import org.rank1.filter.FloatTensor;

/**
 * Weights as signed bytes with one scale per filter, and the bias as 32-bit integers in steps of
 * that scale times the scale of the input.
 *
 * @param weights as many as the floats they came from, row-major
 * @param scales {@code [O]}
 * @param bias {@code [O]}, empty without one
 * @param biasScales {@code [O]}, empty without a bias
 */
@SuppressWarnings("ArrayRecordComponent") // handed from the quantizer to the writer, never compared
record FilterWeights(byte[] weights, float[] scales, int[] bias, float[] biasScales) {
  /** The largest magnitude of a weight, and of the sum of two of a filter if they are pair-safe. */
  private static final int LARGEST = 127;

  /** Half of what an accumulator of 32 bits can hold is left for the products. */
  private static final double LARGEST_BIAS = 1 << 30;

  /**
   * Quantizes.
   *
   * @param inputScale the scale of the bytes that the weights are multiplied with
   * @param pairSafe see {@link QuantizationOptions#pairSafe}
   */
  static FilterWeights of(LinearNode linear, float inputScale, boolean pairSafe) {
    float[] weight = linear.weight().data();
    int filters = linear.filters();
    int fanIn = linear.fanIn();
    boolean biased = linear.bias().isPresent();
    float[] bias = linear.bias().map(FloatTensor::data).orElse(new float[0]);
    byte[] weights = new byte[weight.length];
    float[] scales = new float[filters];
    int[] integers = new int[bias.length];
    float[] biasScales = new float[bias.length];
    for (int filter = 0; filter < filters; filter++) {
      int from = filter * fanIn;
      // A filter with next to no weights still has to carry its bias.
      double least = biased ? Math.abs(bias[filter]) / (inputScale * LARGEST_BIAS) : 0;
      double reach = reach(weight, from, from + fanIn, pairSafe);
      float scale = (float) Math.max(reach / LARGEST, least);
      scales[filter] = scale >= Float.MIN_NORMAL ? scale : 1;
      for (int i = from; i < from + fanIn; i++) {
        double steps = Math.rint(weight[i] / (double) scales[filter]);
        weights[i] = (byte) Math.max(-LARGEST, Math.min(LARGEST, steps));
      }
      if (biased) {
        biasScales[filter] = inputScale * scales[filter];
        integers[filter] = (int) Math.rint(bias[filter] / (double) biasScales[filter]);
      }
    }
    return new FilterWeights(weights, scales, integers, biasScales);
  }

  /** The largest magnitude of a weight, or of the sum of any two weights. */
  private static double reach(float[] weights, int from, int to, boolean pairs) {
    double most = 0;
    double second = 0;
    double least = 0;
    double secondLeast = 0;
    for (int i = from; i < to; i++) {
      double weight = weights[i];
      second = Math.max(second, Math.min(weight, most));
      most = Math.max(most, weight);
      secondLeast = Math.min(secondLeast, Math.max(weight, least));
      least = Math.min(least, weight);
    }
    return pairs ? Math.max(most + second, -(least + secondLeast)) : Math.max(most, -least);
  }
}
