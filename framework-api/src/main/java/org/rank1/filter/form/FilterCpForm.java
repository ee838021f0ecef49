package org.rank1.filter.form;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.rank1.filter.Composition;
import org.rank1.filter.Contraction;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.ConvStage;
import org.rank1.filter.ConvStages;
import org.rank1.filter.FilterForm;
import org.rank1.filter.Lowering;
import org.rank1.filter.TensorSpec;

/**
 * Filter-wise rank R: every filter is a sum of R outer products of 1-D filters, {@code W[o,c,i,j] =
 * Σ_r t[o,r,c] · p[o,r,i] · q[o,r,j]}; with R = 1 it is {@link Rank1Form}.
 *
 * <p>Lowered, the terms of all filters are channels, and the last stage, grouped by filter, sums
 * them; or R chains, each of rank one, are added.
 *
 * @param options the rank R
 */
public record FilterCpForm(FilterCpOptions options) implements FilterForm {
  /** The name under which the form is bound. */
  public static final String NAME = "filter-cp";

  /** The sum of R chains of rank one. */
  public static final String BRANCHES = "branches";

  @Override
  public String name() {
    return NAME;
  }

  /** R, or the rank from which on every filter can be expressed. */
  public int rank(ConvSpec conv) {
    long size = conv.channelsPerGroup();
    long longest = size;
    for (int taps : conv.geometry().kernel()) {
      size = Math.multiplyExact(size, (long) taps);
      longest = Math.max(longest, taps);
    }
    return Math.toIntExact(Math.min(options.rank(), size / longest));
  }

  /** {@code t [O, R, C/g]}, then {@code [O, R, k]} per axis. */
  @Override
  public List<TensorSpec> factors(ConvSpec conv) {
    SpatialAxes axes = new SpatialAxes(conv);
    int filters = conv.outChannels();
    int rank = rank(conv);
    List<TensorSpec> factors = new ArrayList<>();
    factors.add(
        new TensorSpec(Rank1Form.CHANNEL_FACTOR, List.of(filters, rank, conv.channelsPerGroup())));
    for (int axis : axes.split()) {
      factors.add(new TensorSpec(axes.factor(axis), List.of(filters, rank, axes.taps(axis))));
    }
    return List.copyOf(factors);
  }

  @Override
  public Composition composition(ConvSpec conv) {
    return new Composition.Composable(composed(conv));
  }

  private static Contraction composed(ConvSpec conv) {
    List<Integer> split = new SpatialAxes(conv).split();
    if (split.isEmpty()) {
      return Contraction.of(
          "orc->oc", Map.of('r', 0), conv.kernelShape(), Rank1Form.CHANNEL_FACTOR); // rank is 1
    }
    StringJoiner formula = new StringJoiner(",");
    split.forEach(axis -> formula.add("or" + SpatialAxes.label(axis)));
    List<String> names = new ArrayList<>(names(conv, split));
    names.add(Rank1Form.CHANNEL_FACTOR);
    return Contraction.of(
        formula.add("orc") + "->oc" + SpatialAxes.labels(split),
        conv.kernelShape(),
        names.toArray(String[]::new));
  }

  private static List<String> names(ConvSpec conv, List<Integer> axes) {
    return axes.stream().map(new SpatialAxes(conv)::factor).toList();
  }

  /** The product of the factors of some axes: of all terms, or of one. */
  private static Contraction along(
      ConvSpec conv, ConvSpec stage, List<Integer> axes, Map<Character, Integer> term) {
    StringJoiner formula = new StringJoiner(",");
    axes.forEach(axis -> formula.add("or" + SpatialAxes.label(axis)));
    return Contraction.of(
        formula + (term.isEmpty() ? "->or" : "->o") + SpatialAxes.labels(axes),
        term,
        stage.kernelShape(),
        names(conv, axes).toArray(String[]::new));
  }

  @Override
  public List<String> lowerings(ConvSpec conv) {
    List<String> offered = new ArrayList<>(new SpatialAxes(conv).lowerings());
    offered.addAll(List.of(BRANCHES, Lowering.COMPOSED));
    return List.copyOf(offered);
  }

  @Override
  public ConvStages lower(ConvSpec conv, String lowering) {
    Lowering.require(lowering, this, conv);
    return switch (lowering) {
      case Lowering.COMPOSED ->
          ConvStages.chain(ConvStage.linear(Lowering.COMPOSED, conv, composed(conv)));
      case BRANCHES -> branches(conv);
      default -> termsAsChannels(conv, lowering);
    };
  }

  private ConvStages termsAsChannels(ConvSpec conv, String lowering) {
    SpatialAxes axes = new SpatialAxes(conv);
    int filters = conv.outChannels();
    int terms = Math.multiplyExact(filters, rank(conv));
    List<ConvStage> stages = new ArrayList<>();
    ConvSpec in = axes.stage(conv.inChannels(), terms, conv.geometry().groups(), List.of(), true);
    stages.add(
        ConvStage.linear(
            "pointwise",
            in,
            Contraction.of("orc->orc", in.kernelShape(), Rank1Form.CHANNEL_FACTOR)));
    List<List<Integer>> steps = axes.steps(lowering);
    for (int s = 0; s < steps.size(); s++) {
      List<Integer> step = steps.get(s);
      int out = s == steps.size() - 1 ? filters : terms;
      ConvSpec along = axes.stage(terms, out, out, step, false);
      stages.add(
          ConvStage.linear(SpatialAxes.stageName(step), along, along(conv, along, step, Map.of())));
    }
    return new ConvStages(List.of(stages));
  }

  private ConvStages branches(ConvSpec conv) {
    SpatialAxes axes = new SpatialAxes(conv);
    int filters = conv.outChannels();
    List<List<ConvStage>> branches = new ArrayList<>();
    for (int r = 0; r < rank(conv); r++) {
      List<ConvStage> stages = new ArrayList<>();
      ConvSpec in =
          axes.stage(conv.inChannels(), filters, conv.geometry().groups(), List.of(), true);
      Map<Character, Integer> term = Map.of('r', r);
      stages.add(
          ConvStage.linear(
              "pointwise",
              in,
              Contraction.of("orc->oc", term, in.kernelShape(), Rank1Form.CHANNEL_FACTOR)));
      for (List<Integer> step : axes.steps(axes.lowerings().get(0))) {
        ConvSpec along = axes.stage(filters, filters, filters, step, false);
        stages.add(
            ConvStage.linear(SpatialAxes.stageName(step), along, along(conv, along, step, term)));
      }
      branches.add(stages);
    }
    return new ConvStages(branches);
  }
}
