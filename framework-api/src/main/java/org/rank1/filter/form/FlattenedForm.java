package org.rank1.filter.form;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rank1.filter.Composition;
import org.rank1.filter.Contraction;
import org.rank1.filter.ConvAxis;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.ConvStage;
import org.rank1.filter.ConvStages;
import org.rank1.filter.FilterForm;
import org.rank1.filter.Lowering;
import org.rank1.filter.TensorSpec;

/**
 * Flattened convolutions: consecutive 1-D convolutions across channels, then along each spatial
 * axis (Jin, Dundar, Culurciello, <em>Flattened Convolutional Neural Networks for Feedforward
 * Acceleration</em>, 2014).
 *
 * <p>One set without inner bias or ReLU is the same function of its factors as {@link Rank1Form}
 * and has a composed kernel. Every other variant is not one linear kernel and says why. Of two sets
 * the first keeps the spatial size, and the second has the layer's stride and padding.
 *
 * @param options the variant
 */
public record FlattenedForm(FlattenedOptions options) implements FilterForm {
  /** The name under which the form is bound. */
  public static final String NAME = "flattened";

  private static final String INNER_BIAS = "bias-";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<TensorSpec> factors(ConvSpec conv) {
    List<TensorSpec> factors = new ArrayList<>();
    sets(conv).forEach(set -> factors.addAll(set.factors()));
    for (ConvStage stage : chain(conv)) {
      if (stage.bias() != null) {
        factors.add(new TensorSpec(INNER_BIAS + stage.name(), List.of(stage.conv().outChannels())));
      }
    }
    return List.copyOf(factors);
  }

  @Override
  public Composition composition(ConvSpec conv) {
    if (options.sets() == 2) {
      return new Composition.NotComposable(
          "between two sets the feature map is padded with zeros again");
    }
    if (chain(conv).stream().allMatch(ConvStage::isLinear)) {
      return new Composition.Composable(new SeparableSet(conv, "").composed());
    }
    return new Composition.NotComposable(
        options.innerRelu()
            ? "a ReLU lies between its 1-D convolutions"
            : "an inner bias is followed by zero padding, which differs at the borders");
  }

  @Override
  public List<String> lowerings(ConvSpec conv) {
    return composition(conv) instanceof Composition.Composable
        ? new Rank1Form().lowerings(conv)
        : List.of(Lowering.CHAIN);
  }

  @Override
  public ConvStages lower(ConvSpec conv, String lowering) {
    Lowering.require(lowering, this, conv);
    return composition(conv) instanceof Composition.Composable
        ? new Rank1Form().lower(conv, lowering)
        : new ConvStages(List.of(chain(conv)));
  }

  /** The sets in the order in which they are applied. */
  private List<SeparableSet> sets(ConvSpec conv) {
    if (options.sets() == 1) {
      return List.of(new SeparableSet(conv, ""));
    }
    List<ConvAxis> keeping =
        conv.geometry().axes().stream().map(FlattenedForm::sizeKeeping).toList();
    ConvGeometry first = new ConvGeometry(keeping, conv.geometry().groups());
    return List.of(
        new SeparableSet(new ConvSpec(conv.inChannels(), conv.outChannels(), first), ""),
        new SeparableSet(
            new ConvSpec(conv.outChannels(), conv.outChannels(), conv.geometry()), "2"));
  }

  private static ConvAxis sizeKeeping(ConvAxis axis) {
    int padding = axis.span() - 1;
    return new ConvAxis(axis.kernel(), 1, padding / 2, padding - padding / 2, axis.dilation());
  }

  /** All 1-D convolutions in order. */
  public List<ConvStage> chain(ConvSpec conv) {
    List<ConvStage> stages = new ArrayList<>();
    List<SeparableSet> sets = sets(conv);
    for (int s = 0; s < sets.size(); s++) {
      SeparableSet set = sets.get(s);
      List<Integer> axes = set.axes();
      for (int a = -1; a < axes.size(); a++) {
        boolean last = s == sets.size() - 1 && a == axes.size() - 1;
        stages.add(stage(set, a < 0 ? List.of() : List.of(axes.get(a)), last));
      }
    }
    return stages;
  }

  private ConvStage stage(SeparableSet set, List<Integer> step, boolean last) {
    boolean first = step.isEmpty();
    String name = SpatialAxes.stageName(step) + set.suffix();
    boolean biased = options.bias() == FlattenedOptions.Bias.EACH && !last;
    return new ConvStage(
        name,
        set.stage(step, first),
        set.kernel(step, first),
        biased
            ? Contraction.of("o->o", List.of(set.conv().outChannels()), INNER_BIAS + name)
            : null,
        options.innerRelu() && !last);
  }

  /** The name of the bias after a stage of {@link #chain}, or null where there is none. */
  public static @Nullable String innerBias(ConvStage stage) {
    return stage.bias() == null ? null : INNER_BIAS + stage.name();
  }
}
