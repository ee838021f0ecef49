package org.rank1.filter.form;

import java.util.ArrayList;
import java.util.List;
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
 * Kernel CP rank R: {@code W[o,c,i,j] = Σ_r a[o,r] · t[r,c] · p[r,i] · q[r,j]} within each group
 * (Lebedev, Ganin, Rakhuba, Oseledets, Lempitsky, <em>Speeding-up Convolutional Neural Networks
 * Using Fine-tuned CP-Decomposition</em>, 2015). Lowered, the R terms are channels: a pointwise
 * convolution to them, depthwise ones, and a pointwise convolution back.
 *
 * @param options the rank R of each group
 */
public record CpForm(RankOptions options) implements FilterForm {
  /** The name under which the form is bound. */
  public static final String NAME = "cp";

  /** The factor across filters, {@code [g, O/g, R]}. */
  public static final String FILTER_FACTOR = "a";

  @Override
  public String name() {
    return NAME;
  }

  /** R of each group. */
  public int rank(ConvSpec conv) {
    GroupedKernel kernel = GroupedKernel.of(conv);
    long size = (long) kernel.filters() * kernel.channels() * kernel.taps();
    int longest = kernel.widest();
    for (int taps : conv.geometry().kernel()) {
      longest = Math.max(longest, taps);
    }
    return options.of(kernel.widest(), size / longest);
  }

  /** {@code a [g, O/g, R]}, {@code t [g, R, C/g]}, then {@code [g, R, k]} per axis. */
  @Override
  public List<TensorSpec> factors(ConvSpec conv) {
    GroupedKernel kernel = GroupedKernel.of(conv);
    SpatialAxes axes = new SpatialAxes(conv);
    int rank = rank(conv);
    List<TensorSpec> factors = new ArrayList<>();
    factors.add(new TensorSpec(FILTER_FACTOR, List.of(kernel.groups(), kernel.filters(), rank)));
    factors.add(
        new TensorSpec(
            Rank1Form.CHANNEL_FACTOR, List.of(kernel.groups(), rank, kernel.channels())));
    for (int axis : axes.split()) {
      factors.add(
          new TensorSpec(axes.factor(axis), List.of(kernel.groups(), rank, axes.taps(axis))));
    }
    return List.copyOf(factors);
  }

  @Override
  public Composition composition(ConvSpec conv) {
    return new Composition.Composable(composed(conv));
  }

  private static Contraction composed(ConvSpec conv) {
    SpatialAxes axes = new SpatialAxes(conv);
    List<Integer> split = axes.split();
    StringJoiner formula = new StringJoiner(",");
    List<String> names = new ArrayList<>();
    for (int axis : split) {
      formula.add("gr" + SpatialAxes.label(axis));
      names.add(axes.factor(axis));
    }
    names.add(Rank1Form.CHANNEL_FACTOR);
    names.add(FILTER_FACTOR);
    return Contraction.of(
        formula.add("grc").add("gor") + "->goc" + SpatialAxes.labels(split),
        conv.kernelShape(),
        names.toArray(String[]::new));
  }

  @Override
  public List<String> lowerings(ConvSpec conv) {
    List<String> offered = new ArrayList<>(new SpatialAxes(conv).lowerings());
    offered.add(Lowering.COMPOSED);
    return List.copyOf(offered);
  }

  @Override
  public ConvStages lower(ConvSpec conv, String lowering) {
    Lowering.require(lowering, this, conv);
    if (lowering.equals(Lowering.COMPOSED)) {
      return ConvStages.chain(ConvStage.linear(Lowering.COMPOSED, conv, composed(conv)));
    }
    SpatialAxes axes = new SpatialAxes(conv);
    int groups = conv.geometry().groups();
    int terms = Math.multiplyExact(groups, rank(conv));
    List<ConvStage> stages = new ArrayList<>();
    ConvSpec in = axes.stage(conv.inChannels(), terms, groups, List.of(), true);
    stages.add(
        ConvStage.linear(
            "pointwise",
            in,
            Contraction.of("grc->grc", in.kernelShape(), Rank1Form.CHANNEL_FACTOR)));
    for (List<Integer> step : axes.steps(lowering)) {
      ConvSpec along = axes.stage(terms, terms, terms, step, false);
      stages.add(ConvStage.linear(SpatialAxes.stageName(step), along, along(axes, step, along)));
    }
    ConvSpec out = axes.stage(terms, conv.outChannels(), groups, List.of(), false);
    stages.add(
        ConvStage.linear(
            "pointwise-out", out, Contraction.of("gor->gor", out.kernelShape(), FILTER_FACTOR)));
    return new ConvStages(List.of(stages));
  }

  private static Contraction along(SpatialAxes axes, List<Integer> step, ConvSpec stage) {
    StringJoiner formula = new StringJoiner(",");
    step.forEach(axis -> formula.add("gr" + SpatialAxes.label(axis)));
    return Contraction.of(
        formula + "->gr" + SpatialAxes.labels(step),
        stage.kernelShape(),
        step.stream().map(axes::factor).toArray(String[]::new));
  }
}
