package org.rank1.onnx.quantize;

/**
 * The affine map of an activation to bytes: {@code q = round(x / scale) + zeroPoint}, clamped to
 * [0, 255]. Zero, with which convolutions pad, is mapped without error.
 *
 * @param scale the size of one step, positive
 * @param zeroPoint the byte that means zero
 */
record ActivationScale(float scale, int zeroPoint) {
  /** The largest byte. */
  static final int LARGEST = 255;

  /** The finest map that covers a range and zero. */
  static ActivationScale covering(double low, double high) {
    double from = Math.min(low, 0);
    double to = Math.max(high, 0);
    float scale = (float) ((to - from) / LARGEST);
    if (!(scale >= Float.MIN_NORMAL)) {
      return new ActivationScale(1, 0);
    }
    return new ActivationScale(
        scale, (int) Math.max(0, Math.min(LARGEST, Math.rint(-from / scale))));
  }

  /** What a value comes back as. */
  double rounded(double x) {
    double q = Math.max(0, Math.min(LARGEST, Math.rint(x / scale) + zeroPoint));
    return (q - zeroPoint) * scale;
  }
}
