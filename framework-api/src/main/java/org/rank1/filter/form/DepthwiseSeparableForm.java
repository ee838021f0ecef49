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
 * Depthwise-separable: one spatial filter per input channel, mixed by a pointwise convolution,
 * {@code W[o,c,i,j] = t[o,c] · d[c,i,j]} within each group (Sifre 2014; Howard et al.,
 * <em>MobileNets</em>, 2017); linear in between, unlike the published blocks. All filters share the
 * spatial filters, where those of {@link BsconvForm} are their own.
 */
public record DepthwiseSeparableForm() implements FilterForm {
  /** The name under which the form is bound. */
  public static final String NAME = "depthwise-separable";

  /** The spatial filters, {@code [g, C/g, k...]}. */
  public static final String SPATIAL = "d";

  /** Depthwise, then pointwise. */
  public static final String DEPTHWISE_POINTWISE = "depthwise-pointwise";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Record options() {
    return new NoOptions();
  }

  /** {@code t [g, O/g, C/g]} and, unless the kernel has one tap, {@code d [g, C/g, k...]}. */
  @Override
  public List<TensorSpec> factors(ConvSpec conv) {
    GroupedKernel kernel = GroupedKernel.of(conv);
    SpatialAxes axes = new SpatialAxes(conv);
    List<TensorSpec> factors = new ArrayList<>();
    factors.add(
        new TensorSpec(
            Rank1Form.CHANNEL_FACTOR,
            List.of(kernel.groups(), kernel.filters(), kernel.channels())));
    if (!axes.split().isEmpty()) {
      factors.add(
          new TensorSpec(SPATIAL, axes.shape(axes.split(), kernel.groups(), kernel.channels())));
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
        ? Contraction.of("goc->goc", conv.kernelShape(), Rank1Form.CHANNEL_FACTOR)
        : Contraction.of(
            "gc" + taps + ",goc->goc" + taps,
            conv.kernelShape(),
            SPATIAL,
            Rank1Form.CHANNEL_FACTOR);
  }

  @Override
  public List<String> lowerings(ConvSpec conv) {
    return List.of(DEPTHWISE_POINTWISE, Lowering.COMPOSED);
  }

  @Override
  public ConvStages lower(ConvSpec conv, String lowering) {
    Lowering.require(lowering, this, conv);
    if (lowering.equals(Lowering.COMPOSED)) {
      return ConvStages.chain(ConvStage.linear(Lowering.COMPOSED, conv, composed(conv)));
    }
    SpatialAxes axes = new SpatialAxes(conv);
    int channels = conv.inChannels();
    List<ConvStage> stages = new ArrayList<>();
    if (!axes.split().isEmpty()) {
      ConvSpec along = axes.stage(channels, channels, channels, axes.split(), true);
      stages.add(
          ConvStage.linear(
              "depthwise", along, Contraction.reshaped(factors(conv).get(1), along.kernelShape())));
    }
    ConvSpec out =
        axes.stage(
            channels, conv.outChannels(), conv.geometry().groups(), List.of(), stages.isEmpty());
    stages.add(
        ConvStage.linear(
            "pointwise",
            out,
            Contraction.of("goc->goc", out.kernelShape(), Rank1Form.CHANNEL_FACTOR)));
    return new ConvStages(List.of(stages));
  }
}
