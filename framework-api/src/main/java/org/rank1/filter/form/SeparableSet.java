package org.rank1.filter.form;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.rank1.filter.Contraction;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.TensorSpec;

/**
 * One set of 1-D filters per filter — one across channels, one along every spatial axis with more
 * than one tap — and the plain convolutions they make.
 *
 * @param conv the convolution the set stands for
 * @param suffix appended to every factor's name, to tell several sets apart
 */
record SeparableSet(ConvSpec conv, String suffix) {

  /** {@code t}, the factor across channels. */
  String channelFactor() {
    return Rank1Form.CHANNEL_FACTOR + suffix;
  }

  /** {@code p}, {@code q} or {@code tau}. */
  String axisFactor(int axis) {
    return spatial().factor(axis) + suffix;
  }

  /** The axes with more than one tap. */
  List<Integer> axes() {
    return spatial().split();
  }

  private SpatialAxes spatial() {
    return new SpatialAxes(conv);
  }

  /** {@code t [O, C/groups]}, then one factor {@code [O, k]} per axis. */
  List<TensorSpec> factors() {
    List<TensorSpec> factors = new ArrayList<>();
    factors.add(
        new TensorSpec(channelFactor(), List.of(conv.outChannels(), conv.channelsPerGroup())));
    for (int axis : axes()) {
      factors.add(
          new TensorSpec(axisFactor(axis), List.of(conv.outChannels(), spatial().taps(axis))));
    }
    return List.copyOf(factors);
  }

  /**
   * The convolution of a stage that applies the factors of some axes. The first stage of a set also
   * applies {@code t}.
   */
  ConvSpec stage(List<Integer> applied, boolean first) {
    return spatial()
        .stage(
            first ? conv.inChannels() : conv.outChannels(),
            conv.outChannels(),
            first ? conv.geometry().groups() : conv.outChannels(),
            applied,
            first);
  }

  /** The kernel of such a stage: per filter the outer product of the applied factors. */
  Contraction kernel(List<Integer> applied, boolean first) {
    return product(stage(applied, first), applied, first);
  }

  /** The kernel of the whole set: per filter the outer product of all its factors. */
  Contraction composed() {
    return product(conv, axes(), true);
  }

  private Contraction product(ConvSpec target, List<Integer> applied, boolean channels) {
    StringJoiner formula = new StringJoiner(",");
    List<String> names = new ArrayList<>();
    for (int axis : applied) {
      formula.add("o" + SpatialAxes.label(axis));
      names.add(axisFactor(axis));
    }
    if (channels) { // last, so that the largest tensor is written only once
      formula.add("oc");
      names.add(channelFactor());
    }
    return Contraction.of(
        formula + "->o" + (channels ? "c" : "") + SpatialAxes.labels(applied),
        target.kernelShape(),
        names.toArray(String[]::new));
  }
}
