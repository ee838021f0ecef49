package org.rank1.onnx.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.form.Rank1Form;
import org.rank1.network.FeatureShape;
import org.rank1.network.NetworkBuilder;
import org.rank1.network.NetworkSnapshot;
import org.rank1.network.NetworkSpec;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.export.Snapshots;
import org.rank1.onnx.verdict.ApproximationCheck;
import org.rank1.onnx.verdict.EquivalenceCheck;
import org.rank1.onnx.verdict.EquivalenceReport;
import org.rank1.onnx.verdict.Evidence;
import org.rank1.testkit.ConvCases;

class BalancingTest {
  private static final int CASES = 12;

  private static NetworkSpec network(ConvCases.Case next) {
    return new NetworkBuilder(
            "gauge", new FeatureShape(next.conv().inChannels(), next.spatial()), new Rank1Form())
        .conv("conv", next.conv().outChannels(), next.conv().geometry(), true)
        .batchNorm("bn")
        .relu("relu")
        .build();
  }

  /** Factors whose channels differ by orders of magnitude, as training leaves them. */
  private static NetworkSnapshot unbalanced(NetworkSpec network, SplittableRandom random) {
    NetworkSnapshot snapshot = Snapshots.random(network, random.nextInt());
    int filters = network.convolutions().get(0).outChannels();
    snapshot
        .factors(network.convolutions().get(0))
        .asMap()
        .values()
        .forEach(
            factor -> {
              int size = factor.size() / filters;
              for (int filter = 0; filter < filters; filter++) {
                float scale = (float) Math.pow(10, random.nextDouble(-1, 1));
                for (int i = 0; i < size; i++) {
                  factor.data()[filter * size + i] *= scale;
                }
              }
            });
    return snapshot;
  }

  private static FloatTensor images(NetworkSpec network, SplittableRandom random) {
    List<Integer> shape = new ArrayList<>(List.of(4));
    shape.addAll(network.input().extents());
    return Snapshots.uniform(shape, -1, 1, random);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void balancedModelsAreEquivalentAndTheirChannelsHaveOneRange(int axes) {
    SplittableRandom random = new SplittableRandom(axes);
    ConvCases cases = new ConvCases(new SplittableRandom(40 + axes));
    int balancedValues = 0;
    for (int trial = 0; trial < CASES; trial++) {
      NetworkSpec network = network(cases.next(axes));
      NetworkSnapshot snapshot = unbalanced(network, random);
      List<FloatTensor> images = List.of(images(network, random));
      for (String lowering : List.of("chain", "pointwise-depthwise")) {
        CheckedModel model = Int8.exported(snapshot, lowering);
        FloatGraph graph = new FloatGraph(model.graph());
        if (Balancing.free(graph).isEmpty()) {
          continue;
        }
        CheckedModel balanced =
            new Quantizer(Int8.RUNTIME, new QuantizationOptions()).balanced(model, images);
        EquivalenceReport verdict =
            new EquivalenceCheck(Int8.RUNTIME).compare(model, balanced, images);
        assertThat(verdict.equivalent())
            .as("%s, %s: %s", network, lowering, verdict.reason())
            .isTrue();
        assertThat(verdict.evidence()).isEqualTo(Evidence.PROOF_AND_MEASUREMENT);
        balancedValues += oneRange(balanced, Balancing.free(graph).size(), images);
      }
    }
    assertThat(balancedValues).isGreaterThanOrEqualTo(8);
  }

  private static int oneRange(CheckedModel balanced, int values, List<FloatTensor> images) {
    FloatGraph graph = new FloatGraph(balanced.graph());
    assertThat(Balancing.free(graph)).hasSize(values).allMatch(v -> v.endsWith("/balanced"));
    try (CalibrationRun run =
        new CalibrationRun(balanced, Balancing.free(graph), images, Int8.RUNTIME)) {
      Map<String, ChannelRanges> all = run.ranges();
      for (ChannelRanges ranges : all.values()) {
        double largest = ranges.high(ChannelFactors.ONES);
        for (int c = 0; c < ranges.channels(); c++) {
          if (ranges.high(c) != 0 || ranges.low(c) != 0) {
            assertThat(ranges.high(c) / largest).isBetween(1 - 1e-4, 1 + 1e-4);
            assertThat(-ranges.low(c) / largest).isLessThanOrEqualTo(1 + 1e-4);
          }
        }
      }
      return all.size();
    }
  }

  /** Why it is done: bytes with one step per tensor are as good as with one per channel. */
  @ParameterizedTest
  @ValueSource(strings = {"chain", "pointwise-depthwise"})
  void balancedChannelsLoseMuchLessToRounding(String lowering) {
    SplittableRandom random = new SplittableRandom(3);
    NetworkSpec network =
        new NetworkBuilder("gauge", FeatureShape.of(8, 12, 12), new Rank1Form())
            .conv("conv", 32, ConvGeometry.same2d(3), true)
            .batchNorm("bn")
            .relu("relu")
            .build();
    CheckedModel model = Int8.exported(unbalanced(network, random), lowering);
    List<FloatTensor> images = List.of(images(network, random));
    double[] errors = new double[2];
    for (boolean balance : new boolean[] {false, true}) {
      CheckedModel int8 =
          new Quantizer(Int8.RUNTIME, new QuantizationOptions().withBalance(balance))
              .quantize(model, images, Map.of())
              .model();
      try (ApproximationCheck check = new ApproximationCheck(model, int8, Int8.RUNTIME)) {
        check.add(images.get(0));
        errors[balance ? 1 : 0] = check.report().relativeError();
      }
    }
    assertThat(errors[1]).isLessThan(0.75 * errors[0]);
  }
}
