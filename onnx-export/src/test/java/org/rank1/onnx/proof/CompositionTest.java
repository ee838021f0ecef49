package org.rank1.onnx.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rank1.filter.Composition;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.FilterForm;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.Lowering;
import org.rank1.filter.form.BsconvForm;
import org.rank1.filter.form.CpForm;
import org.rank1.filter.form.DenseForm;
import org.rank1.filter.form.DepthwiseSeparableForm;
import org.rank1.filter.form.FilterCpForm;
import org.rank1.filter.form.FilterCpOptions;
import org.rank1.filter.form.Rank1Form;
import org.rank1.filter.form.RankOptions;
import org.rank1.filter.form.SpatialSvdForm;
import org.rank1.filter.form.TensorTrainForm;
import org.rank1.filter.form.Tucker2Form;
import org.rank1.filter.form.Tucker2Options;
import org.rank1.network.LayerSpec;
import org.rank1.network.NetworkSpec;
import org.rank1.onnx.export.Batch;
import org.rank1.onnx.export.Snapshots;
import org.rank1.onnx.export.TensorOrder;
import org.rank1.onnx.operator.DoubleTensor;
import org.rank1.onnx.proof.WeightProof.Finding;

/** Composed from the exported file, every form and lowering is the form's own kernel. */
class CompositionTest {
  private static final int TRIALS = 24;

  static Stream<FilterForm> forms() {
    RankOptions rank = new RankOptions(3, 0.5);
    return Stream.of(
        new DenseForm(),
        new Rank1Form(),
        new FilterCpForm(new FilterCpOptions(2)),
        new BsconvForm(),
        new DepthwiseSeparableForm(),
        new SpatialSvdForm(rank),
        new CpForm(rank),
        new TensorTrainForm(rank),
        new Tucker2Form(new Tucker2Options(2, 3, 0.5)));
  }

  /** A network whose convolution the form can express: some forms want other groups or axes. */
  private static Optional<NetworkSpec> network(FilterForm form, int axes, SplittableRandom random) {
    try {
      NetworkSpec network = Parts.network(form, axes, random);
      network.convolutions().forEach(conv -> form.factors(network.convSpec(conv)));
      return Optional.of(network);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static List<NetworkSpec> networks(FilterForm form) {
    SplittableRandom random = new SplittableRandom(form.name().hashCode());
    List<NetworkSpec> networks = new ArrayList<>();
    for (int trial = 0; trial < TRIALS; trial++) {
      network(form, 1 + trial % 3, random).ifPresent(networks::add);
    }
    assertThat(networks).hasSizeGreaterThanOrEqualTo(TRIALS / 4);
    return networks;
  }

  /** kernel × stride × unequal padding × dilation × groups × odd sizes, on one to three axes. */
  @ParameterizedTest
  @MethodSource("forms")
  void everyLoweringIsTheComposedKernelForEveryInput(FilterForm form) {
    for (NetworkSpec network : networks(form)) {
      ModelProto composed =
          Parts.export(network, Lowering.COMPOSED, TensorOrder.NATIVE, Batch.DYNAMIC);
      LinearPart judge = Parts.whole(composed, network, Parts.ANY_BATCH);
      for (String lowering : lowerings(network)) {
        for (TensorOrder order : TensorOrder.values()) {
          ModelProto model = Parts.export(network, lowering, order, Batch.DYNAMIC);
          LinearPart split = Parts.whole(model, network, Parts.ANY_BATCH);
          for (WeightProof proof :
              List.of(SegmentProof.of(judge, split), SegmentProof.of(split, judge))) {
            assertThat(proof.finding())
                .as("%s as %s on %s: %s", network, lowering, order, proof)
                .isEqualTo(Finding.PROVED);
          }
        }
      }
    }
  }

  private static List<String> lowerings(NetworkSpec network) {
    LayerSpec.Convolution conv = network.convolutions().get(0);
    return conv.form().lowerings(network.convSpec(conv));
  }

  @ParameterizedTest
  @MethodSource("forms")
  void theCompositionIsTheFormsOwnKernel(FilterForm form) {
    for (NetworkSpec network : networks(form)) {
      if (network.layers().size() > 1) {
        continue; // a batch norm scales the kernel
      }
      LayerSpec.Convolution conv = network.convolutions().get(0);
      ConvSpec spec = network.convSpec(conv);
      FloatTensor kernel =
          ((Composition.Composable) form.composition(spec))
              .kernel()
              .apply(Snapshots.random(network, 5).factors(conv));
      List<OffsetAxis> axes = new ArrayList<>();
      for (int axis = 0; axis < spec.geometry().axes().size(); axis++) {
        axes.add(
            OffsetAxis.of(spec.geometry().axes().get(axis), network.input().spatial().get(axis)));
      }
      ComposedKernel own =
          ComposedKernel.of(
              spec.outChannels(),
              spec.inChannels(),
              spec.geometry().groups(),
              axes,
              (filter, channel, tap) ->
                  kernel
                      .data()[
                      (filter * spec.channelsPerGroup() + channel) * spec.geometry().taps() + tap],
              1);
      for (String lowering : lowerings(network)) {
        LinearForm composed =
            Parts.form(
                Parts.whole(
                    Parts.export(network, lowering, TensorOrder.NATIVE, Batch.DYNAMIC),
                    network,
                    Parts.ANY_BATCH));
        List<ComposedKernel> aligned =
            ComposedKernel.aligned(own, composed.terms().values().iterator().next());
        double gamma = (1 + aligned.get(1).factors() + 2) * 0x1p-24;
        for (int i = 0; i < aligned.get(0).values().length; i++) {
          assertThat(aligned.get(1).values()[i])
              .as("%s as %s, element %d", network, lowering, i)
              .isCloseTo(
                  aligned.get(0).values()[i], within(gamma * aligned.get(1).magnitudes()[i]));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("forms")
  void theCompositionGivesWhatTheChainGives(FilterForm form) {
    for (NetworkSpec network : networks(form)) {
      List<Integer> shape = new ArrayList<>(List.of(1));
      shape.addAll(network.input().extents());
      DoubleTensor image =
          DoubleTensor.of(Snapshots.uniform(shape, -1, 1, new SplittableRandom(3)));
      for (String lowering : lowerings(network)) {
        ModelProto model = Parts.export(network, lowering, TensorOrder.NATIVE, Batch.DYNAMIC);
        double[] composed = Parts.evaluated(Parts.form(Parts.whole(model, network, 1)), image);
        assertThat(composed)
            .as("%s as %s", network, lowering)
            .containsExactly(Parts.evaluated(model, image).data(), within(1e-12));
      }
    }
  }
}
