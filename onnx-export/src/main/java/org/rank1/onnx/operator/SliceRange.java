package org.rank1.onnx.operator;

/**
 * The positions of an axis that {@code Slice} takes.
 *
 * @param start the first one
 * @param step from one to the next, not 0
 * @param count how many
 */
record SliceRange(int start, int step, int count) {
  /**
   * Clamps what a model says to an axis.
   *
   * @param start counted from the end if negative
   * @param end counted from the end if negative, not taken
   */
  static SliceRange of(long start, long end, long step, int extent) {
    if (step == 0 || step < -Integer.MAX_VALUE) {
      throw new IllegalArgumentException("illegal step " + step + ", must not be 0");
    }
    long lowest = step > 0 ? 0 : -1;
    long highest = step > 0 ? extent : extent - 1L;
    long first = Math.max(0, Math.min(highest, fromEnd(start, extent)));
    // The largest integers mean the end in whichever direction, as in runtimes.
    boolean open = end == Integer.MAX_VALUE || end == Long.MAX_VALUE;
    long last =
        open && step < 0 ? lowest : Math.max(lowest, Math.min(highest, fromEnd(end, extent)));
    long span = step > 0 ? last - first : first - last;
    long stride = Math.abs(step);
    long count = span <= 0 ? 0 : (span + stride - 1) / stride;
    return new SliceRange(
        (int) first,
        (int) Math.max(-Integer.MAX_VALUE, Math.min(Integer.MAX_VALUE, step)),
        (int) count);
  }

  private static long fromEnd(long position, int extent) {
    return position < 0 ? position + extent : position;
  }

  int[] positions() {
    int[] positions = new int[count];
    for (int i = 0; i < count; i++) {
      positions[i] = start + i * step;
    }
    return positions;
  }
}
