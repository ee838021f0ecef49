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
 * Two convolutions along one axis each, through R channels: {@code W[o,c,i,j] = Σ_r h[o,r,j] ·
 * v[r,c,i]} within each group (Jaderberg, Vedaldi, Zisserman, <em>Speeding up Convolutional Neural
 * Networks with Low Rank Expansions</em>, 2014, scheme 2). It is a matrix factorization, so the
 * best one is a truncated singular value decomposition.
 *
 * <p>The first axis with more than one tap goes with {@code v}, any further ones with {@code h}; a
 * pointwise convolution becomes two.
 *
 * @param options the rank R of each group
 */
public record SpatialSvdForm(RankOptions options) implements FilterForm {
  /** The name under which the form is bound. */
  public static final String NAME = "spatial-svd";

  /** The first factor, {@code [g, R, C/g, k]}. */
  public static final String FIRST = "v";

  /** The second factor, {@code [g, O/g, R, k...]}. */
  public static final String SECOND = "h";

  @Override
  public String name() {
    return NAME;
  }

  private static List<Integer> first(SpatialAxes axes) {
    return axes.split().stream().limit(1).toList();
  }

  private static List<Integer> second(SpatialAxes axes) {
    return axes.split().stream().skip(1).toList();
  }

  /** R of each group. */
  public int rank(ConvSpec conv) {
    GroupedKernel kernel = GroupedKernel.of(conv);
    SpatialAxes axes = new SpatialAxes(conv);
    long taps = first(axes).stream().mapToLong(axes::taps).reduce(1, Math::multiplyExact);
    long most = Math.min(kernel.channels() * taps, kernel.filters() * (kernel.taps() / taps));
    return options.of(kernel.widest(), most);
  }

  @Override
  public List<TensorSpec> factors(ConvSpec conv) {
    GroupedKernel kernel = GroupedKernel.of(conv);
    SpatialAxes axes = new SpatialAxes(conv);
    int rank = rank(conv);
    return List.of(
        new TensorSpec(FIRST, axes.shape(first(axes), kernel.groups(), rank, kernel.channels())),
        new TensorSpec(SECOND, axes.shape(second(axes), kernel.groups(), kernel.filters(), rank)));
  }

  @Override
  public Composition composition(ConvSpec conv) {
    return new Composition.Composable(composed(conv));
  }

  private static Contraction composed(ConvSpec conv) {
    SpatialAxes axes = new SpatialAxes(conv);
    String one = SpatialAxes.labels(first(axes));
    String other = SpatialAxes.labels(second(axes));
    return Contraction.of(
        "gor%s,grc%s->goc%s%s".formatted(other, one, one, other),
        conv.kernelShape(),
        SECOND,
        FIRST);
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
    int groups = conv.geometry().groups();
    int terms = Math.multiplyExact(groups, rank(conv));
    ConvSpec one = axes.stage(conv.inChannels(), terms, groups, first(axes), true);
    ConvSpec other = axes.stage(terms, conv.outChannels(), groups, second(axes), false);
    return ConvStages.chain(
        ConvStage.linear(FIRST, one, Contraction.reshaped(factors(conv).get(0), one.kernelShape())),
        ConvStage.linear(
            SECOND, other, Contraction.reshaped(factors(conv).get(1), other.kernelShape())));
  }
}
