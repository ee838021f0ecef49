package org.rank1.ops.decomposition;

import java.util.Arrays;
import java.util.List;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.TensorSpec;

/**
 * {@code tucker2-hooi}: orthogonal factors across channels and filters by higher-order orthogonal
 * iteration (De Lathauwer, De Moor, Vandewalle 2000) from the HOSVD. For a fixed factor the other
 * one is the best, so the captured norm never decreases, and it is never worse than the HOSVD.
 */
final class Tucker2Hooi implements UnitDecomposition {
  /** Gain of a sweep, relative to the captured squared norm, at which it ends. */
  private static final double CONVERGED = 1e-10;

  private final int sweeps;

  /** Takes the most sweeps over both factors; none is the truncated HOSVD. */
  Tucker2Hooi(int sweeps) {
    this.sweeps = sweeps;
  }

  @Override
  public int units(ConvSpec conv) {
    return conv.geometry().groups();
  }

  @Override
  public double suboptimality(List<TensorSpec> specs) {
    return sweeps == 0 ? Math.sqrt(2) : 1; // modes that are truncated
  }

  @Override
  public List<double[]> factors(Unit unit, List<TensorSpec> specs) {
    int filters = unit.filters();
    int channels = unit.channels();
    int taps = unit.allTaps();
    int in = specs.get(0).shape().get(1);
    int out = specs.get(2).shape().get(2);
    // Channels first: both factors then act on rows.
    double[] byChannel = swapped(unit.values(), filters, channels, taps);
    double[] inVectors = leading(byChannel, channels, filters * taps, in);
    double[] outVectors = leading(unit.values(), filters, channels * taps, out);
    double captured = 0;
    for (int sweep = 0; sweep < sweeps; sweep++) {
      double[] narrow = Matrices.times(inVectors, byChannel, in, channels, filters * taps);
      outVectors = leading(swapped(narrow, in, filters, taps), filters, in * taps, out);
      double[] wide = Matrices.times(outVectors, unit.values(), out, filters, channels * taps);
      double[] wideByChannel = swapped(wide, out, channels, taps);
      inVectors = leading(wideByChannel, channels, out * taps, in);
      double now =
          Matrices.squares(Matrices.times(inVectors, wideByChannel, in, channels, out * taps));
      if (now - captured <= CONVERGED * now) {
        break;
      }
      captured = now;
    }
    double[] wide = Matrices.times(outVectors, unit.values(), out, filters, channels * taps);
    double[] core =
        Matrices.times(inVectors, swapped(wide, out, channels, taps), in, channels, out * taps);
    return Arrays.asList(
        inVectors, swapped(core, in, out, taps), Matrices.transposed(outVectors, out, filters));
  }

  private static double[] leading(double[] matrix, int rows, int columns, int count) {
    return LeadingVectors.of(
        Matrices.timesTransposed(matrix, matrix, rows, columns, rows), rows, count);
  }

  /** {@code [a, b, taps]} as {@code [b, a, taps]}. */
  private static double[] swapped(double[] values, int a, int b, int taps) {
    double[] swapped = new double[values.length];
    for (int i = 0; i < a; i++) {
      for (int j = 0; j < b; j++) {
        System.arraycopy(values, (i * b + j) * taps, swapped, (j * a + i) * taps, taps);
      }
    }
    return swapped;
  }
}
