package org.rank1.filter;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * A tensor whose modes have labels: what a {@link Contraction} computes with.
 *
 * @param algebra in which it lives
 * @param value the tensor
 * @param labels one letter per mode
 */
record Labelled<T>(TensorAlgebra<T> algebra, T value, String labels) {

  /** The extent of a mode. */
  int extent(int label) {
    return algebra.shape(value).get(labels.indexOf(label));
  }

  /**
   * The product with a further factor, summed over the labels that neither the result nor a later
   * factor has.
   */
  Labelled<T> times(Labelled<T> factor, String result, String later) {
    IntPredicate needed = label -> result.indexOf(label) >= 0 || later.indexOf(label) >= 0;
    for (int label : labels.chars().filter(factor::has).toArray()) {
      if (extent(label) != factor.extent(label)) {
        throw new IllegalArgumentException(
            "Label '%c' has extent %d in one factor and %d in another"
                .formatted(label, extent(label), factor.extent(label)));
      }
    }
    String summed = only(labels, label -> factor.has(label) && !needed.test(label));
    return summed.isEmpty() ? outer(factor, result) : contracted(factor, summed, result);
  }

  /** Whether there is a mode with that label. */
  boolean has(int label) {
    return labels.indexOf(label) >= 0;
  }

  private Labelled<T> outer(Labelled<T> factor, String result) {
    String all = sorted(labels + only(factor.labels, label -> !has(label)), result);
    T product = algebra.multiply(inOrderOf(all), factor.inOrderOf(all));
    return new Labelled<>(algebra, product, all);
  }

  /** As matrix products, one for each index of the labels that both have and that stay. */
  private Labelled<T> contracted(Labelled<T> factor, String summed, String result) {
    String batch = sorted(only(labels, label -> factor.has(label) && !in(summed, label)), result);
    String mine = sorted(only(labels, label -> !factor.has(label)), result);
    String its = sorted(only(factor.labels, label -> !has(label)), result);
    if (comesLater(mine, its, result)) {
      return factor.contracted(this, summed, result);
    }
    T left = matrices(batch, mine, summed);
    T right = factor.matrices(batch, summed, its);
    List<Integer> shape = new ArrayList<>();
    for (int label : (batch + mine + its).chars().toArray()) {
      shape.add(has(label) ? extent(label) : factor.extent(label));
    }
    T product = algebra.reshape(algebra.multiplyMatrices(left, right), shape);
    return new Labelled<>(algebra, product, batch + mine + its);
  }

  /** Whether the products come out in the order of the result only with the factors exchanged. */
  private static boolean comesLater(String mine, String its, String result) {
    return !mine.isEmpty()
        && !its.isEmpty()
        && result.indexOf(mine.charAt(0)) > result.indexOf(its.charAt(0));
  }

  private T matrices(String batch, String rows, String columns) {
    return algebra.reshape(
        inOrderOf(batch + rows + columns), List.of(size(batch), size(rows), size(columns)));
  }

  private int size(String of) {
    return of.chars().map(this::extent).reduce(1, Math::multiplyExact);
  }

  /** The tensor with its modes in the given order; labels that it does not have get extent 1. */
  T inOrderOf(String order) {
    int[] permutation = order.chars().filter(this::has).map(labels::indexOf).toArray();
    T permuted = value;
    for (int mode = 0; mode < permutation.length; mode++) {
      if (permutation[mode] != mode) {
        permuted = algebra.permute(value, permutation);
        break;
      }
    }
    if (permutation.length == order.length()) {
      return permuted;
    }
    List<Integer> shape = order.chars().map(c -> has(c) ? extent(c) : 1).boxed().toList();
    return algebra.reshape(permuted, shape);
  }

  private static boolean in(String labels, int label) {
    return labels.indexOf(label) >= 0;
  }

  private static String only(String labels, IntPredicate which) {
    return labels
        .chars()
        .filter(which)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /** In the order of the result; labels that will be summed over come first. */
  private static String sorted(String labels, String result) {
    return labels
        .chars()
        .boxed()
        .sorted(Comparator.comparingInt(result::indexOf))
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
