package com.example.rank1;

import java.util.Collections;
import java.util.List;
import java.util.Map;
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
import org.rank1.plugin.NoOptions;

/**
 * One spatial stencil shared by all filters of a layer: {@code W[o,c,i,j] = t[o,c] · s[i,j]}, the
 * kernel as an [O·C/groups, taps] matrix of rank one.
 */
public record StencilForm() implements FilterForm {
  /** The name under which the form is bound. */
  public static final String NAME = "stencil";

  /** The factor across channels, {@code [O, C/groups]}. */
  static final String CHANNELS = "t";

  /** The stencil, {@code [k...]}. */
  static final String STENCIL = "s";

  /** The stencil on every input channel, then a pointwise convolution. */
  static final String STENCIL_FIRST = "stencil-first";

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
    return List.of(
        new TensorSpec(CHANNELS, List.of(conv.outChannels(), conv.channelsPerGroup())),
        new TensorSpec(STENCIL, conv.geometry().kernel()));
  }

  @Override
  public Composition composition(ConvSpec conv) {
    return new Composition.Composable(composed(conv));
  }

  private static Contraction composed(ConvSpec conv) {
    String taps = taps(conv);
    return Contraction.of("oc," + taps + "->oc" + taps, conv.kernelShape(), CHANNELS, STENCIL);
  }

  /** A label for each spatial axis. */
  private static String taps(ConvSpec conv) {
    return "ijk".substring(0, conv.geometry().axes().size());
  }

  @Override
  public List<String> lowerings(ConvSpec conv) {
    return List.of(STENCIL_FIRST, Lowering.POINTWISE_DEPTHWISE, Lowering.COMPOSED);
  }

  /** Stride, padding and dilation go with the stage that has the stencil, groups with the other. */
  @Override
  public ConvStages lower(ConvSpec conv, String lowering) {
    Lowering.require(lowering, this, conv);
    return switch (lowering) {
      case STENCIL_FIRST -> ConvStages.chain(stencil(conv, conv.inChannels()), pointwise(conv));
      case Lowering.POINTWISE_DEPTHWISE ->
          ConvStages.chain(pointwise(conv), stencil(conv, conv.outChannels()));
      default -> ConvStages.chain(ConvStage.linear(lowering, conv, composed(conv)));
    };
  }

  /** The label n, which no factor has, repeats the stencil for every channel. */
  private static ConvStage stencil(ConvSpec conv, int channels) {
    ConvSpec stage = new ConvSpec(channels, channels, conv.geometry().withGroups(channels));
    String taps = taps(conv);
    return ConvStage.linear(
        "stencil",
        stage,
        Contraction.of(taps + "->n" + taps, Map.of('n', channels), stage.kernelShape(), STENCIL));
  }

  private static ConvStage pointwise(ConvSpec conv) {
    List<ConvAxis> axes = Collections.nCopies(conv.geometry().axes().size(), ConvAxis.IDENTITY);
    ConvSpec stage =
        new ConvSpec(
            conv.inChannels(),
            conv.outChannels(),
            new ConvGeometry(axes, conv.geometry().groups()));
    return ConvStage.linear(
        "pointwise", stage, Contraction.of("oc->oc", stage.kernelShape(), CHANNELS));
  }
}
