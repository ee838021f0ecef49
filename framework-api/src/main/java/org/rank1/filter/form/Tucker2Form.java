package org.rank1.filter.form;

import java.util.List;
import org.rank1.filter.Composition;
import org.rank1.filter.Contraction;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.ConvStage;
import org.rank1.filter.ConvStages;
import org.rank1.filter.FilterForm;
import org.rank1.filter.Lowering;
import org.rank1.filter.TensorSpec;

/**
 * Tucker-2: {@code W[o,c,i,j] = Σ_{s,r} out[o,s] · core[s,r,i,j] · in[r,c]} within each group (Kim,
 * Park, Yoo, Choi, Yang, Shin, <em>Compression of Deep Convolutional Neural Networks for Fast and
 * Low Power Mobile Applications</em>, 2016). Lowered, a pointwise convolution to fewer channels,
 * the core, and a pointwise convolution back.
 *
 * @param options the two ranks of each group
 */
public record Tucker2Form(Tucker2Options options) implements FilterForm {
  /** The name under which the form is bound. */
  public static final String NAME = "tucker2";

  /** The factor across channels, {@code [g, R1, C/g]}. */
  public static final String IN = "in";

  /** The core, {@code [g, R2, R1, k...]}. */
  public static final String CORE = "core";

  /** The factor across filters, {@code [g, O/g, R2]}. */
  public static final String OUT = "out";

  /** Pointwise, core, pointwise. */
  public static final String BOTTLENECK = "bottleneck";

  @Override
  public String name() {
    return NAME;
  }

  /** R1 of each group. */
  public int inRank(ConvSpec conv) {
    GroupedKernel kernel = GroupedKernel.of(conv);
    long most = Math.min(kernel.channels(), (long) kernel.filters() * kernel.taps());
    return new RankOptions(options.inRank(), options.ratio()).of(kernel.channels(), most);
  }

  /** R2 of each group. */
  public int outRank(ConvSpec conv) {
    GroupedKernel kernel = GroupedKernel.of(conv);
    long most = Math.min(kernel.filters(), (long) kernel.channels() * kernel.taps());
    return new RankOptions(options.outRank(), options.ratio()).of(kernel.filters(), most);
  }

  @Override
  public List<TensorSpec> factors(ConvSpec conv) {
    GroupedKernel kernel = GroupedKernel.of(conv);
    SpatialAxes axes = new SpatialAxes(conv);
    int groups = kernel.groups();
    return List.of(
        new TensorSpec(IN, List.of(groups, inRank(conv), kernel.channels())),
        new TensorSpec(CORE, axes.shape(axes.split(), groups, outRank(conv), inRank(conv))),
        new TensorSpec(OUT, List.of(groups, kernel.filters(), outRank(conv))));
  }

  @Override
  public Composition composition(ConvSpec conv) {
    return new Composition.Composable(composed(conv));
  }

  private static Contraction composed(ConvSpec conv) {
    String taps = SpatialAxes.labels(new SpatialAxes(conv).split());
    return Contraction.of("gsr" + taps + ",grc,gos->goc" + taps, conv.kernelShape(), CORE, IN, OUT);
  }

  @Override
  public List<String> lowerings(ConvSpec conv) {
    return List.of(BOTTLENECK, Lowering.COMPOSED);
  }

  @Override
  public ConvStages lower(ConvSpec conv, String lowering) {
    Lowering.require(lowering, this, conv);
    if (lowering.equals(Lowering.COMPOSED)) {
      return ConvStages.chain(ConvStage.linear(Lowering.COMPOSED, conv, composed(conv)));
    }
    SpatialAxes axes = new SpatialAxes(conv);
    int groups = conv.geometry().groups();
    int narrow = Math.multiplyExact(groups, inRank(conv));
    int wide = Math.multiplyExact(groups, outRank(conv));
    String taps = SpatialAxes.labels(axes.split());
    ConvSpec in = axes.stage(conv.inChannels(), narrow, groups, List.of(), true);
    ConvSpec core = axes.stage(narrow, wide, groups, axes.split(), false);
    ConvSpec out = axes.stage(wide, conv.outChannels(), groups, List.of(), false);
    return ConvStages.chain(
        ConvStage.linear("pointwise", in, Contraction.of("grc->grc", in.kernelShape(), IN)),
        ConvStage.linear(
            CORE, core, Contraction.of("gsr" + taps + "->gsr" + taps, core.kernelShape(), CORE)),
        ConvStage.linear("pointwise-out", out, Contraction.of("gos->gos", out.kernelShape(), OUT)));
  }
}
