package org.rank1.ops.decomposition;

import java.util.ArrayList;
import java.util.List;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.TensorSpec;

/**
 * {@code tt-svd}: a group's kernel as a tensor train over channels, spatial axes and filters, by
 * one truncated singular value decomposition per bond (Oseledets 2011, Algorithm 1). All cores but
 * the last are orthogonal; its squared error is at most the number of bonds times the best one.
 */
final class TtSvd implements UnitDecomposition {
  @Override
  public int units(ConvSpec conv) {
    return conv.geometry().groups();
  }

  @Override
  public double suboptimality(List<TensorSpec> specs) {
    return Math.sqrt(specs.size() - 1); // bonds; Oseledets 2011, Theorem 2.2
  }

  @Override
  public List<double[]> factors(Unit unit, List<TensorSpec> specs) {
    List<double[]> cores = new ArrayList<>();
    double[] rest = unit.filtersLast();
    int left = 1;
    for (int bond = 0; bond < specs.size() - 1; bond++) {
      int extent = bond == 0 ? unit.channels() : unit.taps().get(bond - 1);
      int rank = specs.get(bond).shape().get(1);
      int rows = left * extent;
      int columns = rest.length / rows;
      TruncatedSvd svd = TruncatedSvd.of(rest, rows, columns, rank);
      cores.add(core(svd.left(), left, extent, rank));
      rest = svd.right();
      left = rank;
    }
    cores.add(Matrices.transposed(rest, left, unit.filters()));
    return cores;
  }

  /** {@code [left, extent, rank]} as {@code [rank, left, extent]}. */
  private static double[] core(double[] vectors, int left, int extent, int rank) {
    return Matrices.transposed(vectors, left * extent, rank);
  }
}
