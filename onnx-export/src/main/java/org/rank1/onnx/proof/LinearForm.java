package org.rank1.onnx.proof;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A value of a model as a linear function of others: the sum of one convolution for each, and a
 * bias for each channel. Magnitudes and factors of the bias are kept as those of a {@link
 * ComposedKernel} are.
 */
final class LinearForm {
  private final SortedMap<String, ComposedKernel> terms;
  private final double[] bias;
  private final double[] biasMagnitudes;
  private final int biasFactors;

  private LinearForm(
      SortedMap<String, ComposedKernel> terms,
      double[] bias,
      double[] biasMagnitudes,
      int biasFactors) {
    this.terms = Collections.unmodifiableSortedMap(terms);
    this.bias = bias;
    this.biasMagnitudes = biasMagnitudes;
    this.biasFactors = biasFactors;
  }

  /** A value itself. */
  static LinearForm of(String name, int channels, List<Integer> extents) {
    return new LinearForm(
        new TreeMap<>(Map.of(name, ComposedKernel.identity(channels, extents))),
        new double[channels],
        new double[channels],
        0);
  }

  /** The convolution of each value that is read, by its name. */
  SortedMap<String, ComposedKernel> terms() {
    return terms;
  }

  /** The live bias. */
  double[] bias() {
    return bias;
  }

  /** The live magnitudes of the bias. */
  double[] biasMagnitudes() {
    return biasMagnitudes;
  }

  /** The number of weights in the longest product of the bias. */
  int biasFactors() {
    return biasFactors;
  }

  int channels() {
    return bias.length;
  }

  private ComposedKernel any() {
    return terms.values().iterator().next();
  }

  /** The extents of the spatial axes. */
  List<Integer> extents() {
    return any().axes().stream().map(OffsetAxis::output).toList();
  }

  /** Whether one of the spatial axes is still that of every value that is read. */
  boolean keepsAxis(int axis) {
    return terms.values().stream().allMatch(term -> term.axes().get(axis).isIdentity());
  }

  /** Whether channels are still those of every value that is read. */
  boolean keepsChannels() {
    return terms.values().stream().allMatch(ComposedKernel::isDepthwise);
  }

  /**
   * This, then a convolution.
   *
   * @throws IrreducibleException if the two are not one convolution with a bias
   */
  LinearForm then(ComposedKernel next) {
    if (next.readsOutside() && Arrays.stream(bias).anyMatch(b -> b != 0)) {
      throw new IrreducibleException("a bias comes before padding with zeros");
    }
    SortedMap<String, ComposedKernel> composed = new TreeMap<>();
    terms.forEach((name, term) -> composed.put(name, term.then(next)));
    return new LinearForm(
        composed,
        next.of(bias, false),
        next.of(biasMagnitudes, true),
        biasFactors == 0 ? 0 : biasFactors + next.factors());
  }

  /** This plus or minus another. */
  LinearForm plus(LinearForm other, double sign) {
    if (channels() != other.channels() || !extents().equals(other.extents())) {
      throw new IrreducibleException("branches of different extents are added");
    }
    SortedMap<String, ComposedKernel> sum = new TreeMap<>();
    SortedSet<String> names = new TreeSet<>(terms.keySet());
    names.addAll(other.terms.keySet());
    for (String name : names) {
      ComposedKernel one = terms.get(name);
      ComposedKernel two = other.terms.get(name);
      if (one != null && two != null) {
        sum.put(name, one.plus(two, sign));
      } else if (one != null) {
        sum.put(name, one);
      } else if (two != null) {
        sum.put(name, sign == 1 ? two : two.scaled(filled(channels(), sign), 0));
      }
    }
    double[] newBias = new double[bias.length];
    double[] newMagnitudes = new double[bias.length];
    for (int channel = 0; channel < bias.length; channel++) {
      newBias[channel] = bias[channel] + sign * other.bias[channel];
      newMagnitudes[channel] = biasMagnitudes[channel] + other.biasMagnitudes[channel];
    }
    return new LinearForm(sum, newBias, newMagnitudes, Math.max(biasFactors, other.biasFactors));
  }

  static double[] filled(int size, double value) {
    double[] filled = new double[size];
    Arrays.fill(filled, value);
    return filled;
  }

  /** Each channel times a number that {@code factors} weights make up. */
  LinearForm scaled(double[] scale, int factors) {
    SortedMap<String, ComposedKernel> scaled = new TreeMap<>();
    terms.forEach((name, term) -> scaled.put(name, term.scaled(scale, factors)));
    double[] newBias = bias.clone();
    double[] newMagnitudes = biasMagnitudes.clone();
    for (int channel = 0; channel < bias.length; channel++) {
      newBias[channel] *= scale[channel];
      newMagnitudes[channel] *= ComposedKernel.magnitude(scale[channel]);
    }
    return new LinearForm(
        scaled, newBias, newMagnitudes, biasFactors == 0 ? 0 : biasFactors + factors);
  }

  /** Each channel plus a number, of which the magnitude of the weights in it is given. */
  LinearForm shifted(double[] shift, double[] magnitudes, int factors) {
    double[] newBias = bias.clone();
    double[] newMagnitudes = biasMagnitudes.clone();
    for (int channel = 0; channel < bias.length; channel++) {
      newBias[channel] += shift[channel];
      newMagnitudes[channel] += magnitudes[channel];
    }
    return new LinearForm(terms, newBias, newMagnitudes, Math.max(biasFactors, factors));
  }

  /** Each channel plus a stored number. */
  LinearForm shifted(double[] shift) {
    double[] magnitudes = Arrays.stream(shift).map(ComposedKernel::magnitude).toArray();
    return shifted(shift, magnitudes, 1);
  }
}
