package org.rank1.onnx.quantize;

/**
 * How a model is quantized. The defaults are chosen by measurement, see docs/decisions/015-int8.md.
 *
 * @param ranges how the ranges of activations are chosen
 * @param balance whether channels between a convolution and the depthwise convolution that follows
 *     it are scaled to equal ranges first, without changing what the model computes
 * @param pairSafe whether weights are kept so small that no two of a filter together exceed 128
 *     steps. Processors without VNNI instructions add products of bytes in pairs, in 16 bits, and
 *     such a sum would saturate otherwise: results would differ from processor to processor
 */
public record QuantizationOptions(RangeMethod ranges, boolean balance, boolean pairSafe) {
  /** Smallest to largest value, balanced, the same result on every processor. */
  public QuantizationOptions() {
    this(RangeMethod.MIN_MAX, true, true);
  }

  /** The same with other ranges. */
  public QuantizationOptions withRanges(RangeMethod newRanges) {
    return new QuantizationOptions(newRanges, balance, pairSafe);
  }

  /** The same with or without balanced channels. */
  public QuantizationOptions withBalance(boolean newBalance) {
    return new QuantizationOptions(ranges, newBalance, pairSafe);
  }

  /** The same with weights that are pair-safe or not. */
  public QuantizationOptions withPairSafe(boolean newPairSafe) {
    return new QuantizationOptions(ranges, balance, newPairSafe);
  }
}
