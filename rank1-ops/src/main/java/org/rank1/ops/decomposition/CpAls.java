package org.rank1.ops.decomposition;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.TensorSpec;

/** {@code cp-als}: a group's kernel as a Kruskal tensor over filters, channels and spatial axes. */
record CpAls(CpSearch search) implements UnitDecomposition {
  @Override
  public int units(ConvSpec conv) {
    return conv.geometry().groups();
  }

  @Override
  public List<double[]> factors(Unit unit, List<TensorSpec> specs) {
    int rank = specs.get(0).shape().get(2);
    int[] extents = new int[2 + unit.taps().size()];
    extents[0] = unit.filters();
    extents[1] = unit.channels();
    for (int axis = 0; axis < unit.taps().size(); axis++) {
      extents[2 + axis] = unit.taps().get(axis);
    }
    double[][] found = search.factors(unit.values(), extents, rank);
    List<double[]> factors = new ArrayList<>(Arrays.asList(found));
    for (int mode = 1; mode < extents.length; mode++) {
      factors.set(mode, Matrices.transposed(found[mode], extents[mode], rank));
    }
    return factors;
  }
}
