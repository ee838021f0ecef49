package org.rank1.filter.form;

import java.util.ArrayList;
import java.util.List;
import org.rank1.filter.Composition;
import org.rank1.filter.Contraction;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.ConvStage;
import org.rank1.filter.ConvStages;
import org.rank1.filter.FilterForm;
import org.rank1.filter.Lowering;
import org.rank1.filter.TensorSpec;
import org.rank1.plugin.NoOptions;

/**
 * Blueprint separable: every filter is one spatial blueprint, scaled for each channel, {@code
 * W[o,c,i,j] = t[o,c] · d[o,i,j]} (Haase and Amthor, <em>Rethinking Depthwise Separable
 * Convolutions</em>, 2020, the unconstrained variant). Lowered, a pointwise convolution, then a
 * depthwise one; linear in between, unlike the published blocks.
 */
public record BsconvForm() implements FilterForm {
  /** The name under which the form is bound. */
  public static final String NAME = "bsconv";

  /** The blueprints, {@code [O, k...]}. */
  public static final String BLUEPRINT = "d";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Record options() {
    return new NoOptions();
  }

  /** {@code t [O, C/g]} and, unless the kernel has one tap, {@code d [O, k...]}. */
  @Override
  public List<TensorSpec> factors(ConvSpec conv) {
    SpatialAxes axes = new SpatialAxes(conv);
    List<TensorSpec> factors = new ArrayList<>();
    factors.add(
        new TensorSpec(
            Rank1Form.CHANNEL_FACTOR, List.of(conv.outChannels(), conv.channelsPerGroup())));
    if (!axes.split().isEmpty()) {
      factors.add(new TensorSpec(BLUEPRINT, axes.shape(axes.split(), conv.outChannels())));
    }
    return List.copyOf(factors);
  }

  @Override
  public Composition composition(ConvSpec conv) {
    return new Composition.Composable(composed(conv));
  }

  private static Contraction composed(ConvSpec conv) {
    String taps = SpatialAxes.labels(new SpatialAxes(conv).split());
    return taps.isEmpty()
        ? Contraction.of("oc->oc", conv.kernelShape(), Rank1Form.CHANNEL_FACTOR)
        : Contraction.of(
            "o" + taps + ",oc->oc" + taps, conv.kernelShape(), BLUEPRINT, Rank1Form.CHANNEL_FACTOR);
  }

  @Override
  public List<String> lowerings(ConvSpec conv) {
    return List.of(Lowering.POINTWISE_DEPTHWISE, Lowering.COMPOSED);
  }

  @Override
  public ConvStages lower(ConvSpec conv, String lowering) {
    Lowering.require(lowering, this, conv);
    if (lowering.equals(Lowering.COMPOSED)) {
      return ConvStages.chain(ConvStage.linear(Lowering.COMPOSED, conv, composed(conv)));
    }
    SpatialAxes axes = new SpatialAxes(conv);
    int filters = conv.outChannels();
    ConvSpec in = axes.stage(conv.inChannels(), filters, conv.geometry().groups(), List.of(), true);
    List<ConvStage> stages = new ArrayList<>();
    stages.add(
        ConvStage.linear(
            "pointwise", in, Contraction.of("oc->oc", in.kernelShape(), Rank1Form.CHANNEL_FACTOR)));
    if (!axes.split().isEmpty()) {
      ConvSpec along = axes.stage(filters, filters, filters, axes.split(), false);
      stages.add(
          ConvStage.linear(
              "depthwise", along, Contraction.reshaped(factors(conv).get(1), along.kernelShape())));
    }
    return new ConvStages(List.of(stages));
  }
}
