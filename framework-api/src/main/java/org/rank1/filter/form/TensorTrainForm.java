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
 * A tensor train over the modes channels, spatial axes, filters: {@code W[o,c,i,j] = Σ c[r,c] ·
 * p[s,r,i] · q[u,s,j] · o[o,u]} within each group (Oseledets, <em>Tensor-Train Decomposition</em>,
 * 2011). Lowered, a pointwise convolution, one full 1-D convolution along each axis, and a
 * pointwise convolution.
 *
 * @param options the rank of every bond of each group
 */
public record TensorTrainForm(RankOptions options) implements FilterForm {
  /** The name under which the form is bound. */
  public static final String NAME = "tensor-train";

  /** The core of the channels, {@code [g, R, C/g]}. */
  public static final String CHANNELS = "c";

  /** The core of the filters, {@code [g, O/g, R]}. */
  public static final String FILTERS = "o";

  private static final String BONDS = "rsuv";

  @Override
  public String name() {
    return NAME;
  }

  /**
   * The ranks between neighbouring cores, from channels to filters: one more than there are axes
   * with more than one tap.
   */
  public List<Integer> ranks(ConvSpec conv) {
    GroupedKernel kernel = GroupedKernel.of(conv);
    SpatialAxes axes = new SpatialAxes(conv);
    long left = kernel.channels();
    long right = (long) kernel.filters() * kernel.taps();
    List<Integer> ranks = new ArrayList<>();
    ranks.add(options.of(kernel.widest(), Math.min(left, right)));
    for (int axis : axes.split()) {
      left *= axes.taps(axis);
      right /= axes.taps(axis);
      ranks.add(options.of(kernel.widest(), Math.min(left, right)));
    }
    return List.copyOf(ranks);
  }

  /** The cores in the order of the train; that of an axis is {@code [g, Rnext, R, k]}. */
  @Override
  public List<TensorSpec> factors(ConvSpec conv) {
    GroupedKernel kernel = GroupedKernel.of(conv);
    SpatialAxes axes = new SpatialAxes(conv);
    List<Integer> ranks = ranks(conv);
    int groups = kernel.groups();
    List<TensorSpec> factors = new ArrayList<>();
    factors.add(new TensorSpec(CHANNELS, List.of(groups, ranks.get(0), kernel.channels())));
    for (int i = 0; i < axes.split().size(); i++) {
      int axis = axes.split().get(i);
      factors.add(
          new TensorSpec(
              axes.factor(axis), List.of(groups, ranks.get(i + 1), ranks.get(i), axes.taps(axis))));
    }
    int last = ranks.get(ranks.size() - 1);
    factors.add(new TensorSpec(FILTERS, List.of(groups, kernel.filters(), last)));
    return List.copyOf(factors);
  }

  @Override
  public Composition composition(ConvSpec conv) {
    return new Composition.Composable(composed(conv));
  }

  private Contraction composed(ConvSpec conv) {
    List<Integer> split = new SpatialAxes(conv).split();
    StringJoiner formula = new StringJoiner(",").add("g" + BONDS.charAt(0) + "c");
    for (int i = 0; i < split.size(); i++) {
      formula.add("g" + bond(i + 1) + bond(i) + SpatialAxes.label(split.get(i)));
    }
    formula.add("go" + bond(split.size()));
    return Contraction.of(
        formula + "->goc" + SpatialAxes.labels(split),
        conv.kernelShape(),
        factors(conv).stream().map(TensorSpec::name).toArray(String[]::new));
  }

  private static char bond(int index) {
    return BONDS.charAt(index);
  }

  @Override
  public List<String> lowerings(ConvSpec conv) {
    return List.of(Lowering.CHAIN, Lowering.COMPOSED);
  }

  @Override
  public ConvStages lower(ConvSpec conv, String lowering) {
    Lowering.require(lowering, this, conv);
    if (lowering.equals(Lowering.COMPOSED)) {
      return ConvStages.chain(ConvStage.linear(Lowering.COMPOSED, conv, composed(conv)));
    }
    SpatialAxes axes = new SpatialAxes(conv);
    List<TensorSpec> cores = factors(conv);
    List<Integer> split = axes.split();
    int groups = conv.geometry().groups();
    List<ConvStage> stages = new ArrayList<>();
    int in = conv.inChannels();
    for (int i = 0; i < cores.size(); i++) {
      boolean last = i == cores.size() - 1;
      List<Integer> applied = i == 0 || last ? List.of() : List.of(split.get(i - 1));
      int out = last ? conv.outChannels() : Math.multiplyExact(groups, ranks(conv).get(i));
      ConvSpec stage = axes.stage(in, out, groups, applied, i == 0);
      String name = last ? "pointwise-out" : SpatialAxes.stageName(applied);
      stages.add(
          ConvStage.linear(name, stage, Contraction.reshaped(cores.get(i), stage.kernelShape())));
      in = out;
    }
    return new ConvStages(List.of(stages));
  }
}
