package org.rank1.ops.decomposition;

import java.util.ArrayList;
import java.util.List;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.TensorSpec;

/**
 * {@code filter-cp-als}: each filter as a Kruskal tensor over channels and spatial axes. A filter
 * has at most as many independent channels as taps; the search works on coordinates of the space
 * they span, an exact reduction, so its cost does not grow with the number of channels.
 */
record FilterCpAls(CpSearch search) implements UnitDecomposition {
  @Override
  public int units(ConvSpec conv) {
    return conv.outChannels();
  }

  @Override
  public List<double[]> factors(Unit unit, List<TensorSpec> specs) {
    int rank = specs.get(0).shape().get(1);
    int taps = unit.allTaps();
    int channels = Math.min(unit.channels(), taps);
    boolean reduced = channels < unit.channels();
    TruncatedSvd svd =
        reduced ? TruncatedSvd.of(unit.values(), unit.channels(), taps, channels) : null;
    double[] values = svd == null ? unit.values() : svd.right();
    int[] extents = new int[1 + unit.taps().size()];
    extents[0] = channels;
    for (int axis = 0; axis < unit.taps().size(); axis++) {
      extents[1 + axis] = unit.taps().get(axis);
    }
    double[][] found = search.factors(values, extents, rank);
    List<double[]> factors = new ArrayList<>();
    for (int mode = 0; mode < extents.length; mode++) {
      factors.add(Matrices.transposed(found[mode], extents[mode], rank));
    }
    if (svd != null) {
      factors.set(
          0, Matrices.timesTransposed(factors.get(0), svd.left(), rank, channels, unit.channels()));
    }
    return factors;
  }
}
