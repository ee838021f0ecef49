package org.rank1.experiments.analyze;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rank1.filter.FloatTensor;

/**
 * The singular values of a kernel's unfoldings.
 *
 * @param filters of the whole kernel as a matrix, filters × (C·taps); null where both sides are too
 *     long
 * @param channels of each filter as a matrix, C × taps
 * @param axes for each spatial axis of each filter as a matrix, the taps of this axis × the rest;
 *     for images first the vertical axis, kH × (C·kW). A filter is of rank one exactly if {@code
 *     channels} and all of these have rank one.
 */
public record KernelSpectra(@Nullable Spectrum filters, Spectrum channels, List<Spectrum> axes) {
  /** Copies. */
  public KernelSpectra {
    axes = List.copyOf(axes);
  }

  /**
   * Computes the spectra of a kernel.
   *
   * @param kernel {@code [O, C/groups, k...]}
   * @param threshold for the numeric rank
   */
  static KernelSpectra of(FloatTensor kernel, double threshold) {
    List<Integer> shape = kernel.shape();
    List<Spectrum> modes = new ArrayList<>();
    int filters = shape.get(0);
    int filterSize = kernel.size() / filters;
    for (int mode = 1; mode < shape.size(); mode++) {
      int extent = shape.get(mode);
      int inner = FloatTensor.sizeOf(shape.subList(mode + 1, shape.size()));
      int outer = filterSize / extent / inner;
      SpectrumMean mean = new SpectrumMean(Math.min(extent, outer * inner), threshold);
      for (int filter = 0; filter < filters; filter++) {
        mean.add(unfolded(kernel.data(), filter * filterSize, outer, extent, inner));
      }
      modes.add(mean.spectrum());
    }
    return new KernelSpectra(
        whole(kernel, filters, filterSize, threshold),
        modes.get(0),
        modes.subList(1, modes.size()));
  }

  /** Singular values of the unfolding along the middle one of three modes. */
  private static double[] unfolded(float[] data, int from, int outer, int extent, int inner) {
    int columns = outer * inner;
    double[] matrix = new double[extent * columns];
    for (int o = 0; o < outer; o++) {
      for (int e = 0; e < extent; e++) {
        for (int i = 0; i < inner; i++) {
          matrix[e * columns + o * inner + i] = data[from + (o * extent + e) * inner + i];
        }
      }
    }
    return SingularValues.of(matrix, extent, columns);
  }

  private static @Nullable Spectrum whole(
      FloatTensor kernel, int filters, int filterSize, double threshold) {
    int size = Math.min(filters, filterSize);
    if (size > GramMatrix.MOST_ROWS) {
      return null;
    }
    GramMatrix gram = new GramMatrix(size);
    if (filters <= filterSize) {
      gram.add(kernel.data(), 0, filterSize, 1, filterSize);
    } else {
      gram.add(kernel.data(), 0, 1, filterSize, filters);
    }
    SpectrumMean mean = new SpectrumMean(size, threshold);
    mean.add(gram.singularValues());
    return mean.spectrum();
  }
}
