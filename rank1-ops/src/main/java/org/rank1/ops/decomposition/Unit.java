package org.rank1.ops.decomposition;

import java.util.Arrays;
import java.util.List;
import org.rank1.filter.ConvSpec;

/**
 * A part of a kernel that is taken apart for itself: row-major values of shape {@code [filters,
 * channels, taps...]}, where only axes with more than one tap count.
 */
final class Unit {
  private final double[] values;
  private final int filters;
  private final int channels;
  private final List<Integer> taps;

  /**
   * A unit.
   *
   * @param values kept, not copied
   */
  Unit(double[] values, int filters, int channels, List<Integer> taps) {
    this.values = values;
    this.filters = filters;
    this.channels = channels;
    this.taps = List.copyOf(taps);
  }

  /** The unit of that number, of a number of units that have the same number of filters each. */
  static Unit of(ConvSpec conv, float[] kernel, int units, int index) {
    int size = kernel.length / units;
    double[] values = new double[size];
    Arrays.setAll(values, i -> kernel[index * size + i]);
    return new Unit(
        values,
        conv.outChannels() / units,
        conv.channelsPerGroup(),
        conv.geometry().kernel().stream().filter(k -> k > 1).toList());
  }

  /** The live values. */
  double[] values() {
    return values;
  }

  int filters() {
    return filters;
  }

  int channels() {
    return channels;
  }

  /** Taps per axis that has more than one. */
  List<Integer> taps() {
    return taps;
  }

  /** Taps over all axes. */
  int allTaps() {
    return taps.stream().reduce(1, Math::multiplyExact);
  }

  /** The values with filters last: {@code [channels, taps..., filters]}. */
  double[] filtersLast() {
    return Matrices.transposed(values, filters, channels * allTaps());
  }
}
