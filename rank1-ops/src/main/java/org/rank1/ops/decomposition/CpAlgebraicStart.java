package org.rank1.ops.decomposition;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * The start that is already the answer where a tensor is exactly of a rank that is not too high.
 *
 * <p>The modes are put into three groups A, B, C of which the first two have at least R indices.
 * Two random combinations of the slices along C, seen in the R leading coordinates of A and of B,
 * are {@code A·D₁·Bᵀ} and {@code A·D₂·Bᵀ}, so the columns of A are eigenvectors of the one times
 * the inverse of the other (Leurgans, Ross, Abel 1993). The other factors follow term by term.
 */
final class CpAlgebraicStart {
  /** Indices of A and B together that are too many for their eigenvectors. */
  private static final long MOST = 1500;

  private final CpTensor tensor;
  private final int rank;

  CpAlgebraicStart(CpTensor tensor, int rank) {
    this.tensor = tensor;
    this.rank = rank;
  }

  /** The model, if the modes can be grouped and the eigenvectors are real. */
  Optional<CpModel> model() {
    return groups().flatMap(this::solved);
  }

  /** The group of each mode: 0 for A, 1 for B, 2 for C; A and B are as small as they may be. */
  private Optional<int[]> groups() {
    int order = tensor.order();
    int[] best = null;
    long least = MOST;
    for (int code = 0; code < Math.pow(3, order); code++) {
      int[] group = new int[order];
      long[] size = {1, 1, 1};
      int remaining = code;
      for (int mode = 0; mode < order; mode++) {
        group[mode] = remaining % 3;
        size[group[mode]] *= tensor.extent(mode);
        remaining /= 3;
      }
      if (size[0] >= rank && size[1] >= rank && size[2] >= 2 && size[0] + size[1] < least) {
        best = group;
        least = size[0] + size[1];
      }
    }
    return Optional.ofNullable(best);
  }

  private Optional<CpModel> solved(int[] group) {
    List<Integer> a = modes(group, 0);
    List<Integer> b = modes(group, 1);
    List<Integer> c = modes(group, 2);
    List<Integer> order = new ArrayList<>(a);
    order.addAll(c);
    order.addAll(b);
    double[] values = permuted(order);
    int rows = size(a);
    int slices = size(c);
    int columns = size(b);
    double[] left =
        LeadingVectors.of(
            Matrices.timesTransposed(values, values, rows, slices * columns, rows), rows, rank);
    double[] right =
        LeadingVectors.of(
            Matrices.transposedTimes(values, values, rows * slices, columns, columns),
            columns,
            rank);
    double[] narrow = Matrices.times(left, values, rank, rows, slices * columns);
    SplittableRandom random = new SplittableRandom(0x414C47L);
    DMatrixRMaj first = combination(narrow, right, slices, columns, random);
    DMatrixRMaj second = combination(narrow, right, slices, columns, random);
    DMatrixRMaj inverse = new DMatrixRMaj(rank, rank);
    if (!CommonOps_DDRM.invert(second, inverse)) {
      return Optional.empty();
    }
    DMatrixRMaj quotient = new DMatrixRMaj(rank, rank);
    CommonOps_DDRM.mult(first, inverse, quotient);
    return eigenvectors(quotient)
        .flatMap(vectors -> terms(vectors, left, narrow, a, order.subList(a.size(), order.size())));
  }

  private DMatrixRMaj combination(
      double[] narrow, double[] right, int slices, int columns, SplittableRandom random) {
    double[] sum = new double[rank * columns];
    for (int s = 0; s < slices; s++) {
      double weight = random.nextGaussian();
      for (int r = 0; r < rank; r++) {
        for (int j = 0; j < columns; j++) {
          sum[r * columns + j] += weight * narrow[(r * slices + s) * columns + j];
        }
      }
    }
    return Matrices.view(Matrices.timesTransposed(sum, right, rank, columns, rank), rank, rank);
  }

  /** Eigenvectors as columns, if all are real and finite. */
  private Optional<double[]> eigenvectors(DMatrixRMaj quotient) {
    for (double value : quotient.getData()) {
      if (!Double.isFinite(value)) {
        return Optional.empty();
      }
    }
    EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(rank, true, false);
    if (!eigen.decompose(quotient)) {
      return Optional.empty();
    }
    double[] vectors = new double[rank * rank];
    for (int r = 0; r < rank; r++) {
      if (!eigen.getEigenvalue(r).isReal()) {
        return Optional.empty();
      }
      double[] vector = eigen.getEigenVector(r).getData();
      for (int i = 0; i < rank; i++) {
        vectors[i * rank + r] = vector[i];
      }
    }
    return Optional.of(vectors);
  }

  private Optional<CpModel> terms(
      double[] vectors, double[] left, double[] narrow, List<Integer> a, List<Integer> others) {
    DMatrixRMaj inverse = new DMatrixRMaj(rank, rank);
    if (!CommonOps_DDRM.invert(Matrices.view(vectors, rank, rank), inverse)) {
      return Optional.empty();
    }
    int columns = narrow.length / rank;
    double[] rows = Matrices.times(inverse.getData(), narrow, rank, rank, columns);
    double[] across = Matrices.transposedTimes(vectors, left, rank, rank, left.length / rank);
    double[][] factors = new double[tensor.order()][];
    for (int mode = 0; mode < factors.length; mode++) {
      factors[mode] = new double[tensor.extent(mode) * rank];
    }
    for (int r = 0; r < rank; r++) {
      int width = across.length / rank;
      double[] own = new double[width];
      System.arraycopy(across, r * width, own, 0, width);
      double[] rest = new double[columns];
      System.arraycopy(rows, r * columns, rest, 0, columns);
      write(factors, r, own, a);
      write(factors, r, rest, others);
    }
    for (double[] factor : factors) {
      for (double value : factor) {
        if (!Double.isFinite(value)) {
          return Optional.empty();
        }
      }
    }
    return Optional.of(new CpModel(rank, factors));
  }

  /** Writes vectors whose product is a tensor of rank one. */
  private void write(double[][] factors, int term, double[] values, List<Integer> modes) {
    int[] extents = modes.stream().mapToInt(tensor::extent).toArray();
    CpTensor part = new CpTensor(values, extents);
    double[] product = values;
    int[] remaining = extents.clone();
    for (int m = extents.length - 1; m >= 0; m--) {
      double[] vector = m == 0 ? product : LeadingVectors.of(part.modeGram(m), extents[m], 1);
      if (m > 0) {
        product = CpTensor.multiplied(product, remaining, m, vector, 1);
        remaining[m] = 1;
      }
      for (int i = 0; i < extents[m]; i++) {
        factors[modes.get(m)][i * rank + term] = vector[i];
      }
    }
  }

  private static List<Integer> modes(int[] group, int wanted) {
    List<Integer> modes = new ArrayList<>();
    for (int mode = 0; mode < group.length; mode++) {
      if (group[mode] == wanted) {
        modes.add(mode);
      }
    }
    return modes;
  }

  private int size(List<Integer> modes) {
    return modes.stream().mapToInt(tensor::extent).reduce(1, Math::multiplyExact);
  }

  private double[] permuted(List<Integer> order) {
    int modes = tensor.order();
    int[] strides = new int[modes];
    int stride = 1;
    for (int mode = modes - 1; mode >= 0; mode--) {
      strides[mode] = stride;
      stride *= tensor.extent(mode);
    }
    double[] permuted = new double[tensor.values().length];
    for (int i = 0; i < permuted.length; i++) {
      int remaining = i;
      int from = 0;
      for (int m = modes - 1; m >= 0; m--) {
        int mode = order.get(m);
        from += remaining % tensor.extent(mode) * strides[mode];
        remaining /= tensor.extent(mode);
      }
      permuted[i] = tensor.values()[from];
    }
    return permuted;
  }
}
