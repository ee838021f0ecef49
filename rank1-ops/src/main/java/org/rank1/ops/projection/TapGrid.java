package org.rank1.ops.projection;

import java.util.List;
import org.rank1.filter.ConvSpec;

/** The taps of a filter as a row-major grid over the spatial axes that have more than one tap. */
final class TapGrid {
  private final int[] extents;
  private final int[][] digits;
  private final int taps;

  /**
   * A grid.
   *
   * @param extents taps per axis, each at least 2
   */
  TapGrid(List<Integer> extents) {
    this.extents = extents.stream().mapToInt(Integer::intValue).toArray();
    this.taps = extents.stream().mapToInt(Integer::intValue).reduce(1, Math::multiplyExact);
    this.digits = new int[this.extents.length][taps];
    for (int tap = 0; tap < taps; tap++) {
      int rest = tap;
      for (int axis = this.extents.length - 1; axis >= 0; axis--) {
        digits[axis][tap] = rest % this.extents[axis];
        rest /= this.extents[axis];
      }
    }
  }

  /** The grid of a convolution's kernel. */
  static TapGrid of(ConvSpec conv) {
    return new TapGrid(conv.geometry().kernel().stream().filter(taps -> taps > 1).toList());
  }

  int axes() {
    return extents.length;
  }

  int extent(int axis) {
    return extents[axis];
  }

  int taps() {
    return taps;
  }

  /** Where a tap lies along an axis. */
  int digit(int axis, int tap) {
    return digits[axis][tap];
  }

  /** The outer product of one vector per axis, without that of one axis, over the grid. */
  double[] outer(double[][] vectors, int without) {
    double[] weights = new double[taps];
    for (int tap = 0; tap < taps; tap++) {
      double product = 1;
      for (int axis = 0; axis < extents.length; axis++) {
        if (axis != without) {
          product *= vectors[axis][digits[axis][tap]];
        }
      }
      weights[tap] = product;
    }
    return weights;
  }
}
