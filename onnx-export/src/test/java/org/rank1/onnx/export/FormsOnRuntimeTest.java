package org.rank1.onnx.export;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.ConvStages;
import org.rank1.filter.Factors;
import org.rank1.filter.FilterForm;
import org.rank1.filter.FloatTensor;
import org.rank1.network.FeatureShape;
import org.rank1.network.LayerSpec;
import org.rank1.network.NetworkBuilder;
import org.rank1.network.NetworkSnapshot;
import org.rank1.network.NetworkSpec;
import org.rank1.testkit.ConvCases;
import org.rank1.testkit.DiscoveredParts;
import org.rank1.testkit.DiscoveredParts.Example;
import org.rank1.testkit.NaiveLowering;

/** Every lowering of every form on ONNX Runtime, over the crossing of the forms' contract. */
class FormsOnRuntimeTest {
  /** Cases for each number of axes. */
  private static final int CASES = 100;

  private static final double UNIT_ROUNDOFF = 0x1p-24;
  private static final System.Logger LOG = System.getLogger(FormsOnRuntimeTest.class.getName());

  private final OnnxExporter exporter = new OnnxExporter();

  @TestFactory
  Stream<DynamicTest> onnxRuntimeComputesWhatTheStagesSay() {
    return DiscoveredParts.examples(DiscoveredParts.load(), FilterForm.class).stream()
        .map(form -> DynamicTest.dynamicTest(form.toString(), () -> cross(form)));
  }

  private void cross(Example<FilterForm> form) throws OrtException {
    int compared = 0;
    int convolutions = 0;
    for (int axes = 1; axes <= 3; axes++) {
      ConvCases cases = new ConvCases(new SplittableRandom(20180813));
      int accepted = 0;
      for (int tries = 0; accepted < CASES && tries < 20 * CASES; tries++) {
        ConvCases.Case next = cases.next(axes);
        if (expressible(form.part(), next.conv())) {
          compared += compare(form.part(), next, accepted++);
        }
      }
      assertThat(accepted).as("convolutions with %d axes", axes).isEqualTo(CASES);
      convolutions += accepted;
    }
    LOG.log(
        System.Logger.Level.INFO,
        "ONNX Runtime, form {0}: {1} convolutions, {2} lowerings compared",
        form,
        convolutions,
        compared);
  }

  private static boolean expressible(FilterForm form, ConvSpec conv) {
    try {
      return !form.factors(conv).isEmpty();
    } catch (IllegalArgumentException refused) {
      return false;
    }
  }

  private int compare(FilterForm form, ConvCases.Case next, int seed) throws OrtException {
    NetworkSpec network =
        new NetworkBuilder("one", new FeatureShape(next.conv().inChannels(), next.spatial()), form)
            .conv("conv", next.conv().outChannels(), next.conv().geometry(), false)
            .build();
    NetworkSnapshot snapshot = Snapshots.random(network, seed);
    LayerSpec.Convolution layer = network.convolutions().get(0);
    Factors factors = snapshot.factors(layer);
    List<Integer> shape = new ArrayList<>(List.of(1));
    shape.addAll(network.input().extents());
    FloatTensor input = Snapshots.uniform(shape, -1, 1, new SplittableRandom(seed));
    double[] exactInput = new double[input.size()];
    for (int i = 0; i < exactInput.length; i++) {
      exactInput[i] = input.data()[i];
    }
    List<String> lowerings = form.lowerings(next.conv());
    for (String lowering : lowerings) {
      ConvStages stages = form.lower(next.conv(), lowering);
      NaiveLowering.Result exact = NaiveLowering.run(stages, factors, exactInput, next.spatial());
      float[] actual =
          Ort.run(
              exporter.export(snapshot, new ExportOptions().withLowering(lowering)).model().proto(),
              input);
      assertThat(actual).as("%s of %s", lowering, next).hasSameSizeAs(exact.values());
      int roundings = roundings(stages);
      for (int i = 0; i < actual.length; i++) {
        double bound = roundings * UNIT_ROUNDOFF * exact.magnitudes()[i] + 1e-40;
        if (!(Math.abs(actual[i] - exact.values()[i]) <= bound)) {
          throw new AssertionError(
              "Lowering %s of %s: element %d is %s, expected %s ± %s"
                  .formatted(lowering, next, i, actual[i], exact.values()[i], bound));
        }
      }
    }
    return lowerings.size();
  }

  /** Products and sums on the longest path, a few more for the sum of chains. */
  private static int roundings(ConvStages stages) {
    int longest =
        stages.chains().stream()
            .mapToInt(chain -> chain.stream().mapToInt(s -> s.conv().fanIn() + 2).sum())
            .max()
            .orElseThrow();
    return 2 * (longest + stages.chains().size() + 8);
  }
}
