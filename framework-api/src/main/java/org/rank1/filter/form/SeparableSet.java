package org.rank1.filter.form;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.IntStream;
import org.rank1.filter.Contraction;
import org.rank1.filter.ConvAxis;
import org.rank1.filter.ConvGeometry;
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
  private static final List<List<String>> AXIS_FACTORS =
      List.of(List.of("p"), List.of("p", "q"), List.of("tau", "p", "q"));
  private static final String AXIS_LABELS = "ijk";

  /** {@code t}, the factor across channels. */
  String channelFactor() {
    return Rank1Form.CHANNEL_FACTOR + suffix;
  }

  /** {@code p}, {@code q} or {@code tau}. */
  String axisFactor(int axis) {
    return AXIS_FACTORS.get(conv.geometry().axes().size() - 1).get(axis) + suffix;
  }

  /** The axes with more than one tap. */
  List<Integer> axes() {
    List<ConvAxis> axes = conv.geometry().axes();
    return IntStream.range(0, axes.size())
        .filter(axis -> axes.get(axis).kernel() > 1)
        .boxed()
        .toList();
  }

  /** {@code t [O, C/groups]}, then one factor {@code [O, k]} per axis. */
  List<TensorSpec> factors() {
    List<TensorSpec> factors = new ArrayList<>();
    factors.add(
        new TensorSpec(channelFactor(), List.of(conv.outChannels(), conv.channelsPerGroup())));
    for (int axis : axes()) {
      int taps = conv.geometry().axes().get(axis).kernel();
      factors.add(new TensorSpec(axisFactor(axis), List.of(conv.outChannels(), taps)));
    }
    return List.copyOf(factors);
  }

  /**
   * The convolution of a stage that applies the factors of some axes. The first stage of a set also
   * applies {@code t}, and takes stride and padding of the axes that have no factor.
   */
  ConvSpec stage(List<Integer> applied, boolean first) {
    List<ConvAxis> axes = new ArrayList<>();
    for (int axis = 0; axis < conv.geometry().axes().size(); axis++) {
      ConvAxis own = conv.geometry().axes().get(axis);
      boolean here = applied.contains(axis) || (first && own.kernel() == 1);
      axes.add(here ? own : ConvAxis.IDENTITY);
    }
    return new ConvSpec(
        first ? conv.inChannels() : conv.outChannels(),
        conv.outChannels(),
        new ConvGeometry(axes, first ? conv.geometry().groups() : conv.outChannels()));
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
    StringBuilder result = new StringBuilder("o");
    List<String> names = new ArrayList<>();
    for (int axis : applied) {
      formula.add("o" + AXIS_LABELS.charAt(axis));
      names.add(axisFactor(axis));
    }
    if (channels) { // last, so that the largest tensor is written only once
      formula.add("oc");
      result.append("c");
      names.add(channelFactor());
    }
    applied.forEach(axis -> result.append(AXIS_LABELS.charAt(axis)));
    return Contraction.of(
        formula + "->" + result, target.kernelShape(), names.toArray(String[]::new));
  }
}
