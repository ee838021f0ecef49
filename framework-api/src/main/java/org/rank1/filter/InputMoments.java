package org.rank1.filter;

import java.util.function.IntToDoubleFunction;

/**
 * The second moments of what a convolution reads: for each group the symmetric matrix {@code Σ =
 * E[x xᵀ]} over the patches x under the kernel, in the order in which a filter's weights lie,
 * {@code [C/groups, k...]} row-major. The mean square of the outputs' change is then {@code Σ_o
 * d_oᵀ Σ d_o} for the change d of the filters, so a kernel that is near in this norm is near where
 * the data are; with Σ = I it is the Frobenius norm.
 *
 * <p>The values are held in one array that is not copied.
 */
public final class InputMoments {
  private final int groups;
  private final int size;
  private final double[] values;

  private InputMoments(int groups, int size, double[] values) {
    this.groups = groups;
    this.size = size;
    this.values = values;
  }

  /**
   * Moments of the inputs of a convolution.
   *
   * @param values {@code [groups, n, n]} for {@code n = conv.fanIn()}, row-major; kept, not copied
   * @throws IllegalArgumentException if there are more or fewer values, one is not finite, a
   *     diagonal element is negative, or a matrix is not symmetric
   */
  public static InputMoments of(ConvSpec conv, double[] values) {
    int groups = conv.geometry().groups();
    int size = conv.fanIn();
    if (values.length != (long) groups * size * size) {
      throw new IllegalArgumentException(
          "Moments of the inputs of %s are %d matrices of %d×%d, not %d values"
              .formatted(conv, groups, size, size, values.length));
    }
    InputMoments moments = new InputMoments(groups, size, values);
    for (int g = 0; g < groups; g++) {
      moments.requireMoments(g);
    }
    return moments;
  }

  /** Moments of inputs that are independent and of variance one: the Frobenius norm. */
  public static InputMoments identity(ConvSpec conv) {
    int size = conv.fanIn();
    double[] values = new double[conv.geometry().groups() * size * size];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % (size * size) % (size + 1) == 0 ? 1 : 0;
    }
    return of(conv, values);
  }

  private void requireMoments(int group) {
    for (int i = 0; i < size; i++) {
      for (int j = 0; j <= i; j++) {
        double value = at(group, i, j);
        double scale = Math.sqrt(at(group, i, i)) * Math.sqrt(at(group, j, j));
        if (!Double.isFinite(value)
            || !(Math.abs(value) <= scale * (1 + 1e-9))
            || !(Math.abs(value - at(group, j, i)) <= scale * 1e-9)) {
          throw new IllegalArgumentException(
              "illegal moment %s of inputs %d and %d of group %d, must be finite, symmetric and at most the root of their mean squares' product"
                  .formatted(value, i, j, group));
        }
      }
    }
  }

  private double at(int group, int row, int column) {
    return values[(group * size + row) * size + column];
  }

  /** The number of groups. */
  public int groups() {
    return groups;
  }

  /** The number n of weights of a filter. */
  public int size() {
    return size;
  }

  /** The matrix of a group, {@code [n, n]}; a copy. */
  public double[] matrix(int group) {
    double[] matrix = new double[size * size];
    System.arraycopy(values, group * size * size, matrix, 0, matrix.length);
    return matrix;
  }

  /**
   * Checks that these are moments of a convolution's inputs.
   *
   * @throws IllegalArgumentException if it has other groups or another number of weights per filter
   */
  public void requireFits(ConvSpec conv) {
    if (groups != conv.geometry().groups() || size != conv.fanIn()) {
      throw new IllegalArgumentException(
          "Moments of %d groups of %d inputs do not fit %s".formatted(groups, size, conv));
    }
  }

  /** The root of the mean square of a layer's outputs, summed over its filters. */
  public double norm(FloatTensor kernel) {
    return norm(kernel.size() / size, i -> kernel.data()[i]);
  }

  /** How far a kernel is from another in this norm, relative to the other; 0 if it is nowhere. */
  public double relativeError(FloatTensor kernel, FloatTensor approximation) {
    double error =
        norm(
            kernel.size() / size,
            i -> (double) kernel.data()[i] - (double) approximation.data()[i]);
    return error == 0 ? 0 : error / norm(kernel);
  }

  private double norm(int filters, IntToDoubleFunction weight) {
    double sum = 0;
    double[] filter = new double[size];
    for (int o = 0; o < filters; o++) {
      for (int i = 0; i < size; i++) {
        filter[i] = weight.applyAsDouble(o * size + i);
      }
      int group = o / (filters / groups);
      for (int i = 0; i < size; i++) {
        double row = 0;
        for (int j = 0; j < size; j++) {
          row += at(group, i, j) * filter[j];
        }
        sum += filter[i] * row;
      }
    }
    return Math.sqrt(Math.max(0, sum));
  }
}
