package org.rank1.ops.decomposition;

import java.util.Arrays;

/**
 * A Kruskal tensor: a sum of R outer products, one column of each factor per term (Kolda and Bader
 * 2009).
 */
final class CpModel {
  private final int rank;
  private final double[][] factors;

  /**
   * A model.
   *
   * @param factors {@code [extent, R]} per mode, row-major; kept, not copied
   */
  CpModel(int rank, double[][] factors) {
    this.rank = rank;
    this.factors = factors.clone();
  }

  int rank() {
    return rank;
  }

  int order() {
    return factors.length;
  }

  /** The live factor of a mode. */
  double[] factor(int mode) {
    return factors[mode];
  }

  void replaceInPlace(int mode, double[] factor) {
    factors[mode] = factor;
  }

  /** The terms of this model, then those of another. */
  CpModel and(CpModel other) {
    int more = rank + other.rank;
    double[][] joined = new double[factors.length][];
    for (int mode = 0; mode < factors.length; mode++) {
      int extent = factors[mode].length / rank;
      joined[mode] = new double[extent * more];
      for (int i = 0; i < extent; i++) {
        System.arraycopy(factors[mode], i * rank, joined[mode], i * more, rank);
        System.arraycopy(
            other.factors[mode], i * other.rank, joined[mode], i * more + rank, other.rank);
      }
    }
    return new CpModel(more, joined);
  }

  /** The same but for one term, which is that of another model. */
  CpModel with(int term, CpModel one) {
    CpModel changed = copy();
    for (int mode = 0; mode < factors.length; mode++) {
      for (int i = 0; i < one.factors[mode].length; i++) {
        changed.factors[mode][i * rank + term] = one.factors[mode][i];
      }
    }
    return changed;
  }

  CpModel copy() {
    return new CpModel(rank, Arrays.stream(factors).map(double[]::clone).toArray(double[][]::new));
  }

  /** {@code FᵀF} of a mode, {@code [R, R]}. */
  double[] gram(int mode) {
    double[] factor = factors[mode];
    return Matrices.transposedTimes(factor, factor, factor.length / rank, rank, rank);
  }

  /** The element-wise product of the Gram matrices of all modes but two, which may be the same. */
  double[] gramsWithout(int mode, int other) {
    double[] product = new double[rank * rank];
    Arrays.fill(product, 1);
    for (int m = 0; m < factors.length; m++) {
      if (m != mode && m != other) {
        double[] gram = gram(m);
        for (int i = 0; i < product.length; i++) {
          product[i] *= gram[i];
        }
      }
    }
    return product;
  }

  /** The squared norm of the tensor that the terms add up to. */
  double squares() {
    return Math.max(0, Arrays.stream(gramsWithout(-1, -1)).sum());
  }

  /** The norms of the terms' columns along a mode. */
  private double[] columnNorms(int mode) {
    double[] squares = new double[rank];
    for (int i = 0; i < factors[mode].length; i++) {
      squares[i % rank] += factors[mode][i] * factors[mode][i];
    }
    return Arrays.stream(squares).map(Math::sqrt).toArray();
  }

  /** The norm of each term. */
  double[] termNorms() {
    double[] norms = new double[rank];
    Arrays.fill(norms, 1);
    for (int mode = 0; mode < factors.length; mode++) {
      double[] columns = columnNorms(mode);
      for (int r = 0; r < rank; r++) {
        norms[r] *= columns[r];
      }
    }
    return norms;
  }

  /** Whether no term is longer than a multiple of what the terms add up to. */
  boolean isBounded(double bound) {
    double most = bound * Math.sqrt(squares());
    return Arrays.stream(termNorms()).allMatch(norm -> norm <= most);
  }

  /** Gives the columns of each term equal norms; the tensor stays the same. */
  void balanceInPlace() {
    double[] terms = termNorms();
    for (int mode = 0; mode < factors.length; mode++) {
      double[] columns = columnNorms(mode);
      for (int i = 0; i < factors[mode].length; i++) {
        int r = i % rank;
        factors[mode][i] *=
            terms[r] == 0 ? 0 : Math.pow(terms[r], 1.0 / factors.length) / columns[r];
      }
    }
  }

  /** The same tensor times a number. */
  CpModel times(double scale) {
    CpModel scaled = copy();
    for (int i = 0; i < scaled.factors[0].length; i++) {
      scaled.factors[0][i] *= scale;
    }
    return scaled;
  }
}
