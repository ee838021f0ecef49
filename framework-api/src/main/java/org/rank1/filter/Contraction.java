package org.rank1.filter;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A sum of products of factors, in Einstein's notation: {@code oc,oi,oj->ocij} over the factors
 * {@code t, p, q} is {@code W[o,c,i,j] = t[o,c] · p[o,i] · q[o,j]}; a label that is missing on the
 * right is summed over. Most kernels of filter forms, composed or of a stage, are of this kind.
 * Written so, they need no code of their own: {@link #apply} computes them in double precision,
 * rounding once, and any {@link TensorAlgebra} computes them where it lives.
 *
 * <p>Factors are multiplied from left to right, and a label is summed as soon as no later factor
 * has it; so it is the order of the factors that decides on the cost.
 *
 * @param terms the factors, each with one label per mode
 * @param result the labels of the result, outermost first
 * @param given for labels of the result that no factor has, the extent along which it is repeated;
 *     for labels of factors that are not in the result, the one index that is taken, not a sum
 * @param shape under which the result is seen at last
 */
public record Contraction(
    List<Term> terms, String result, Map<Character, Integer> given, List<Integer> shape)
    implements Function<Factors, FloatTensor> {

  /**
   * A factor in a contraction.
   *
   * @param factor the factor's name
   * @param labels one letter per mode
   */
  public record Term(String factor, String labels) {}

  /** Copies, and checks that every label has a meaning. */
  public Contraction {
    terms = List.copyOf(terms);
    given = Collections.unmodifiableMap(new LinkedHashMap<>(given));
    shape = List.copyOf(shape);
    if (terms.isEmpty()) {
      throw new IllegalArgumentException("A contraction needs at least one factor");
    }
    distinct(result);
    for (Term term : terms) {
      distinct(term.labels());
    }
    for (char label : (result + joined(terms)).toCharArray()) {
      long uses = terms.stream().filter(term -> term.labels().indexOf(label) >= 0).count();
      boolean kept = result.indexOf(label) >= 0;
      boolean known = given.containsKey(label);
      boolean legal = kept ? uses > 0 != known : uses > 1 || known;
      if (!legal) {
        throw new IllegalArgumentException(
            "Label '%s' of contraction %s -> %s must be in the result, given, or shared by factors"
                .formatted(label, terms, result));
      }
    }
  }

  /**
   * A contraction of factors.
   *
   * @param formula labels per factor, separated by commas, then {@code ->} and those of the result
   * @param shape under which the result is seen at last, of the same size
   * @param factors the names of the factors, in the order of the formula
   * @throws IllegalArgumentException if the formula and the factors do not fit each other
   */
  public static Contraction of(String formula, List<Integer> shape, String... factors) {
    return of(formula, Map.of(), shape, factors);
  }

  /** A contraction with given extents or indices of some labels. */
  public static Contraction of(
      String formula, Map<Character, Integer> given, List<Integer> shape, String... factors) {
    int arrow = formula.indexOf("->");
    String[] labels = arrow < 0 ? new String[0] : formula.substring(0, arrow).split(",", -1);
    if (labels.length != factors.length) {
      throw new IllegalArgumentException(
          "Formula \"%s\" must have labels for %d factors, then -> and a result"
              .formatted(formula, factors.length));
    }
    List<Term> terms = new ArrayList<>();
    for (int i = 0; i < labels.length; i++) {
      terms.add(new Term(factors[i], labels[i]));
    }
    return new Contraction(terms, formula.substring(arrow + 2), given, shape);
  }

  /** One factor under another shape. */
  public static Contraction reshaped(TensorSpec factor, List<Integer> shape) {
    String labels = "abcdefgh".substring(0, factor.shape().size());
    return of(labels + "->" + labels, shape, factor.name());
  }

  /** The value for some factors, computed in double precision and rounded once. */
  @Override
  public FloatTensor apply(Factors factors) {
    return evaluate(new DoubleAlgebra(factors)).rounded();
  }

  /** The number of products that are summed in each element, for factors of the given shapes. */
  public long summands(List<TensorSpec> factors) {
    Map<Character, Integer> extents = new LinkedHashMap<>();
    for (Term term : terms) {
      for (TensorSpec factor : factors) {
        for (int m = 0; factor.name().equals(term.factor()) && m < term.labels().length(); m++) {
          extents.put(term.labels().charAt(m), factor.shape().get(m));
        }
      }
    }
    return extents.entrySet().stream()
        .filter(e -> result.indexOf(e.getKey()) < 0 && !given.containsKey(e.getKey()))
        .mapToLong(Map.Entry::getValue)
        .reduce(1, Math::multiplyExact);
  }

  /** The value in any algebra. */
  public <T> T evaluate(TensorAlgebra<T> algebra) {
    Labelled<T> product = null;
    for (int i = 0; i < terms.size(); i++) {
      Labelled<T> factor = factor(algebra, terms.get(i));
      product =
          product == null
              ? factor
              : product.times(factor, result, joined(terms.subList(i + 1, terms.size())));
    }
    return finished(Objects.requireNonNull(product));
  }

  private <T> T finished(Labelled<T> product) {
    TensorAlgebra<T> algebra = product.algebra();
    T ordered = product.inOrderOf(result);
    List<Integer> extents =
        result
            .chars()
            .mapToObj(c -> product.has(c) ? product.extent(c) : extent((char) c))
            .toList();
    if (!algebra.shape(ordered).equals(extents)) {
      ordered = algebra.repeat(ordered, extents);
    }
    return algebra.shape(ordered).equals(shape) ? ordered : algebra.reshape(ordered, shape);
  }

  private int extent(char repeated) {
    return Objects.requireNonNull(given.get(repeated)); // checked above
  }

  private <T> Labelled<T> factor(TensorAlgebra<T> algebra, Term term) {
    T value = algebra.factor(term.factor());
    int order = algebra.shape(value).size();
    if (order != term.labels().length()) {
      throw new IllegalArgumentException(
          "Factor \"%s\" has %d modes, not %d for labels %s"
              .formatted(term.factor(), order, term.labels().length(), term.labels()));
    }
    StringBuilder labels = new StringBuilder(term.labels());
    for (int mode = labels.length() - 1; mode >= 0; mode--) {
      @Nullable Integer index = given.get(labels.charAt(mode));
      if (index != null) {
        value = algebra.select(value, mode, index);
        labels.deleteCharAt(mode);
      }
    }
    return new Labelled<>(algebra, value, labels.toString());
  }

  private static String joined(List<Term> terms) {
    return terms.stream().map(Term::labels).collect(Collectors.joining());
  }

  private static void distinct(String labels) {
    if (labels.chars().distinct().count() != labels.length()) {
      throw new IllegalArgumentException("Labels \"" + labels + "\" repeat a letter");
    }
  }
}
