package org.rank1.ops.decomposition;

import java.util.Arrays;
import java.util.List;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.TensorSpec;

/**
 * {@code spatial-svd}: a group's kernel as a matrix of (channels × taps of the first axis) by
 * (filters × the other taps), truncated exactly (Jaderberg, Vedaldi, Zisserman 2014, scheme 2, with
 * the closed form of Tai et al. 2016).
 */
final class SpatialSvd implements UnitDecomposition {
  @Override
  public int units(ConvSpec conv) {
    return conv.geometry().groups();
  }

  @Override
  public List<double[]> factors(Unit unit, List<TensorSpec> specs) {
    int rank = specs.get(0).shape().get(1);
    int first = unit.taps().isEmpty() ? 1 : unit.taps().get(0);
    int second = unit.allTaps() / first;
    int rows = unit.channels() * first;
    int columns = unit.filters() * second;
    double[] matrix = new double[rows * columns];
    for (int o = 0; o < unit.filters(); o++) {
      for (int row = 0; row < rows; row++) {
        System.arraycopy(
            unit.values(), (o * rows + row) * second, matrix, row * columns + o * second, second);
      }
    }
    TruncatedSvd svd = TruncatedSvd.of(matrix, rows, columns, rank).balanced(rows, columns, rank);
    double[] v = Matrices.transposed(svd.left(), rows, rank);
    double[] h = new double[svd.right().length];
    for (int r = 0; r < rank; r++) {
      for (int o = 0; o < unit.filters(); o++) {
        System.arraycopy(svd.right(), r * columns + o * second, h, (o * rank + r) * second, second);
      }
    }
    return Arrays.asList(v, h);
  }
}
