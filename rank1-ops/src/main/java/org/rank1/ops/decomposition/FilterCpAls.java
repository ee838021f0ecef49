package org.rank1.ops.decomposition;

import java.util.ArrayList;
import java.util.List;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.TensorSpec;

/** {@code filter-cp-als}: each filter as a Kruskal tensor over channels and spatial axes. */
record FilterCpAls(CpSearch search) implements UnitDecomposition {
  @Override
  public int units(ConvSpec conv) {
    return conv.outChannels();
  }

  @Override
  public List<double[]> factors(Unit unit, List<TensorSpec> specs) {
    int rank = specs.get(0).shape().get(1);
    int[] extents = new int[1 + unit.taps().size()];
    extents[0] = unit.channels();
    for (int axis = 0; axis < unit.taps().size(); axis++) {
      extents[1 + axis] = unit.taps().get(axis);
    }
    double[][] found = search.factors(unit.values(), extents, rank);
    List<double[]> factors = new ArrayList<>();
    for (int mode = 0; mode < extents.length; mode++) {
      factors.add(Matrices.transposed(found[mode], extents[mode], rank));
    }
    return factors;
  }
}
