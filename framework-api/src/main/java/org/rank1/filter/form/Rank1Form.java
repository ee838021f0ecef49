package org.rank1.filter.form;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.rank1.filter.Composition;
import org.rank1.filter.ConvAxis;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.ConvStage;
import org.rank1.filter.ConvStages;
import org.rank1.filter.Factors;
import org.rank1.filter.FilterForm;
import org.rank1.filter.FloatTensor;
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
 * save, and {@code t} is multiplied into the first spatial stage.
 */
public record Rank1Form() implements FilterForm {
  /** The name under which the form is bound. */
  public static final String NAME = "rank1";

  /** The factor across channels, {@code [O, C/groups]}. */
  public static final String CHANNEL_FACTOR = "t";

  private static final List<List<String>> AXIS_FACTORS =
      List.of(List.of("p"), List.of("p", "q"), List.of("tau", "p", "q"));

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
    List<TensorSpec> factors = new ArrayList<>();
    factors.add(
        new TensorSpec(CHANNEL_FACTOR, List.of(conv.outChannels(), conv.channelsPerGroup())));
    List<ConvAxis> axes = conv.geometry().axes();
    for (int axis : axes(conv, a -> axes.get(a).kernel() > 1)) {
      factors.add(
          new TensorSpec(
              axisFactor(conv, axis), List.of(conv.outChannels(), axes.get(axis).kernel())));
    }
    return List.copyOf(factors);
  }

  /** The name of the factor along a spatial axis: {@code p}, {@code q} or {@code tau}. */
  public static String axisFactor(ConvSpec conv, int axis) {
    return AXIS_FACTORS.get(conv.geometry().axes().size() - 1).get(axis);
  }

  private static List<Integer> axes(ConvSpec conv, IntPredicate chosen) {
    return IntStream.range(0, conv.geometry().axes().size()).filter(chosen).boxed().toList();
  }

  @Override
  public Composition composition(ConvSpec conv) {
    List<Integer> all = axes(conv, a -> conv.geometry().axes().get(a).kernel() > 1);
    return new Composition.Composable(factors -> product(conv, conv, true, all, factors));
  }

  @Override
  public List<String> lowerings(ConvSpec conv) {
    return List.of(Lowering.POINTWISE_DEPTHWISE, Lowering.CHAIN, Lowering.COMPOSED);
  }

  @Override
  public ConvStages lower(ConvSpec conv, String lowering) {
    Lowering.require(lowering, this, conv);
    List<Integer> spatial = axes(conv, a -> conv.geometry().axes().get(a).kernel() > 1);
    if (lowering.equals(Lowering.COMPOSED)) {
      return ConvStages.chain(
          ConvStage.linear(
              Lowering.COMPOSED, conv, factors -> product(conv, conv, true, spatial, factors)));
    }
    List<List<Integer>> steps =
        lowering.equals(Lowering.CHAIN) || spatial.isEmpty()
            ? spatial.stream().map(List::of).toList()
            : List.of(spatial);
    List<ConvStage> stages = new ArrayList<>();
    if (conv.channelsPerGroup() > 1 || spatial.isEmpty()) {
      stages.add(stage("pointwise", conv, true, List.of()));
    }
    for (List<Integer> step : steps) {
      String name = step.size() == 1 ? "axis" + step.get(0) : "depthwise";
      stages.add(stage(name, conv, stages.isEmpty(), step));
    }
    return new ConvStages(List.of(stages));
  }

  /** A stage over some spatial axes; the first one of a chain also carries the channels. */
  private ConvStage stage(String name, ConvSpec conv, boolean first, List<Integer> step) {
    List<ConvAxis> axes = new ArrayList<>();
    for (int axis = 0; axis < conv.geometry().axes().size(); axis++) {
      ConvAxis own = conv.geometry().axes().get(axis);
      boolean here = step.contains(axis) || (first && own.kernel() == 1);
      axes.add(here ? own : ConvAxis.IDENTITY);
    }
    ConvSpec stage =
        new ConvSpec(
            first ? conv.inChannels() : conv.outChannels(),
            conv.outChannels(),
            new ConvGeometry(axes, first ? conv.geometry().groups() : conv.outChannels()));
    return ConvStage.linear(name, stage, factors -> product(conv, stage, first, step, factors));
  }

  /** The kernel of a stage: the outer product, per filter, of the factors that belong to it. */
  private static FloatTensor product(
      ConvSpec conv, ConvSpec stage, boolean channels, List<Integer> axes, Factors factors) {
    FloatTensor kernel = FloatTensor.zeros(stage.kernelShape());
    int inputs = stage.channelsPerGroup();
    int taps = stage.geometry().taps();
    float[] t = channels ? factors.get(CHANNEL_FACTOR).data() : new float[0];
    double[] spatial = new double[taps];
    for (int o = 0; o < conv.outChannels(); o++) {
      spatial[0] = 1;
      int filled = 1;
      for (int axis : axes) {
        float[] factor = factors.get(axisFactor(conv, axis)).data();
        int kernelSize = conv.geometry().axes().get(axis).kernel();
        for (int i = filled - 1; i >= 0; i--) {
          for (int k = kernelSize - 1; k >= 0; k--) {
            spatial[i * kernelSize + k] = spatial[i] * factor[o * kernelSize + k];
          }
        }
        filled *= kernelSize;
      }
      for (int c = 0; c < inputs; c++) {
        double scale = channels ? t[o * inputs + c] : 1;
        for (int i = 0; i < taps; i++) {
          kernel.data()[(o * inputs + c) * taps + i] = (float) (scale * spatial[i]);
        }
      }
    }
    return kernel;
  }
}
