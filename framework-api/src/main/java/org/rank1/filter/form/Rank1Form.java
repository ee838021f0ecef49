package org.rank1.filter.form;

import java.util.ArrayList;
import java.util.List;
import org.rank1.filter.Composition;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.ConvStage;
import org.rank1.filter.ConvStages;
import org.rank1.filter.FilterForm;
import org.rank1.filter.Lowering;
import org.rank1.filter.TensorSpec;
import org.rank1.plugin.NoOptions;

/**
 * Filter-wise rank one: every filter is an outer product of 1-D filters, {@code W[o,c,i,j] = t[o,c]
 * · p[o,i] · q[o,j]} (Kim, Yoon, Jeong, Lee, <em>Rank-1 Convolutional Neural Network</em>, 2018).
 * Signals have {@code t⊗p}, video {@code t⊗tau⊗p⊗q}. An axis with one tap has no factor of its own:
 * it would only rescale {@code t}.
 *
 * <p>Lowered, {@code t} becomes a pointwise convolution and the others depthwise ones. Stride,
 * padding and dilation of an axis go with the stage of that axis; those of an axis with one tap go
 * with the first stage. With one channel per group there is nothing for the pointwise stage to
 * save, and {@code t} is multiplied into the first spatial stage; the lowering {@link
 * Lowering#MERGED_CHAIN} does so in any case, which can be faster where there are few channels.
 */
public record Rank1Form() implements FilterForm {
  /** The name under which the form is bound. */
  public static final String NAME = "rank1";

  /** The factor across channels, {@code [O, C/groups]}. */
  public static final String CHANNEL_FACTOR = "t";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Record options() {
    return new NoOptions();
  }

  @Override
  public List<TensorSpec> factors(ConvSpec conv) {
    return new SeparableSet(conv, "").factors();
  }

  /** The name of the factor along a spatial axis: {@code p}, {@code q} or {@code tau}. */
  public static String axisFactor(ConvSpec conv, int axis) {
    return new SeparableSet(conv, "").axisFactor(axis);
  }

  @Override
  public Composition composition(ConvSpec conv) {
    return new Composition.Composable(new SeparableSet(conv, "").composed());
  }

  @Override
  public List<String> lowerings(ConvSpec conv) {
    List<String> offered = new ArrayList<>(new SpatialAxes(conv).lowerings());
    offered.add(Lowering.COMPOSED);
    if (conv.channelsPerGroup() > 1 && new SeparableSet(conv, "").axes().size() > 1) {
      offered.add(Lowering.MERGED_CHAIN);
    }
    return List.copyOf(offered);
  }

  @Override
  public ConvStages lower(ConvSpec conv, String lowering) {
    Lowering.require(lowering, this, conv);
    SeparableSet set = new SeparableSet(conv, "");
    if (lowering.equals(Lowering.COMPOSED)) {
      return ConvStages.chain(ConvStage.linear(Lowering.COMPOSED, conv, set.composed()));
    }
    List<List<Integer>> steps = new ArrayList<>();
    boolean merged = lowering.equals(Lowering.MERGED_CHAIN);
    if (!merged && (conv.channelsPerGroup() > 1 || set.axes().isEmpty())) {
      steps.add(List.of());
    }
    steps.addAll(new SpatialAxes(conv).steps(lowering));
    List<ConvStage> stages = new ArrayList<>();
    for (List<Integer> step : steps) {
      boolean first = stages.isEmpty();
      stages.add(
          ConvStage.linear(
              SpatialAxes.stageName(step), set.stage(step, first), set.kernel(step, first)));
    }
    return new ConvStages(List.of(stages));
  }
}
