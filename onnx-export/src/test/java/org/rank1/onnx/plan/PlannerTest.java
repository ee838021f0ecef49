package org.rank1.onnx.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.form.Rank1Form;
import org.rank1.network.FeatureShape;
import org.rank1.network.NetworkBuilder;
import org.rank1.network.NetworkSnapshot;
import org.rank1.network.NetworkSpec;
import org.rank1.onnx.export.ExportOptions;
import org.rank1.onnx.plan.PricedRuntime.Stage;
import org.rank1.onnx.runtime.OnnxRuntimeCpu;
import org.rank1.onnx.runtime.OnnxRuntimeOptions;
import org.rank1.onnx.verdict.LatencyOptions;

class PlannerTest {
  private static final LatencyOptions SHORT = new LatencyOptions(0.01, 0, 0.95, 0, 3);
  private static final PlannerOptions OPTIONS = new PlannerOptions(SHORT, SHORT, 2, 1.5, 60);
  private static final NetworkSpec NETWORK =
      new NetworkBuilder("two", FeatureShape.of(3, 8, 8), new Rank1Form())
          .conv("conv1", 8, ConvGeometry.same2d(3), false)
          .relu("relu1")
          .conv("conv2", 8, ConvGeometry.same2d(3), false)
          .relu("relu2")
          .conv("conv3", 8, ConvGeometry.same2d(3), false)
          .relu("relu3")
          .conv("conv4", 8, ConvGeometry.same2d(1), false)
          .build();
  private static final NetworkSnapshot SNAPSHOT = RandomSnapshot.of(NETWORK, 1);

  @TempDir Path folder;

  private static LoweringPlan plan(PricedRuntime runtime, LatencyCache cache) {
    return new Planner(runtime, cache, OPTIONS).plan(SNAPSHOT, new ExportOptions(), line -> {});
  }

  private static double sum(List<Stage> stages, double dense, double depthwise, double line) {
    return stages.stream()
        .mapToDouble(
            stage ->
                stage.is(1, 1)
                    ? 1
                    : !stage.depthwise()
                        ? (stage.is(3, 3) ? dense : 50)
                        : stage.is(3, 3) ? depthwise : line)
        .sum();
  }

  @Test
  void everyLayerGetsTheLoweringThatIsFastestOnTheRuntime() {
    assertThat(
            plan(new PricedRuntime(s -> sum(s, 9, 1, 2)), LatencyCache.none())
                .lowerings()
                .byLayer())
        .containsEntry("conv1", "pointwise-depthwise")
        .containsEntry("conv2", "pointwise-depthwise")
        .containsEntry("conv4", "composed");
    assertThat(
            plan(new PricedRuntime(s -> sum(s, 9, 5, 1)), LatencyCache.none())
                .lowerings()
                .byLayer())
        .containsEntry("conv1", "chain")
        .containsEntry("conv3", "chain");
  }

  @Test
  void aLayerThatIsFasterDenseStaysDense() {
    assertThat(
            plan(new PricedRuntime(s -> sum(s, 1.5, 1, 1)), LatencyCache.none())
                .lowerings()
                .byLayer())
        .containsEntry("conv1", "composed")
        .containsEntry("conv2", "composed");
  }

  @Test
  void aSplitThatIsHardlyFasterStaysDense() {
    assertThat(
            plan(new PricedRuntime(s -> sum(s, 2.04, 1, 9)), LatencyCache.none())
                .lowerings()
                .byLayer())
        .containsEntry("conv1", "composed")
        .containsEntry("conv3", "composed");
  }

  @Test
  void whatIsFastestAloneButSlowInTheNetworkIsNotChosen() {
    // Alone a chain is a little faster; within a network every chain costs a change of layout.
    PricedRuntime runtime =
        new PricedRuntime(
            stages -> {
              long lines = stages.stream().filter(s -> s.is(3, 1)).count();
              return sum(stages, 9, 2, 0.9) + (stages.size() > 4 ? 3.0 * lines : 0);
            });
    LoweringPlan plan = plan(runtime, LatencyCache.none());
    assertThat(plan.layers().get(1).measuredMs().get("chain"))
        .isLessThan(plan.layers().get(1).measuredMs().get("pointwise-depthwise"));
    assertThat(plan.lowerings().byLayer())
        .containsEntry("conv2", "pointwise-depthwise")
        .containsEntry("conv3", "pointwise-depthwise");
  }

  @Test
  void aChoiceIsImprovedLayerByLayerOnTheWholeNetwork() {
    // Only conv1 pays for a chain, and no uniform choice has what is best.
    PricedRuntime runtime =
        new PricedRuntime(
            stages -> {
              boolean whole = stages.size() > 3;
              boolean first = stages.stream().anyMatch(s -> s.name().startsWith("conv1/axis0"));
              return sum(stages, 9, 2, 0.9) + (whole && first ? 4 : 0);
            });
    LoweringPlan plan = plan(runtime, LatencyCache.none());
    assertThat(plan.lowerings().byLayer())
        .containsEntry("conv1", "pointwise-depthwise")
        .containsEntry("conv2", "chain")
        .containsEntry("conv3", "chain");
    assertThat(plan.measured().get("improved"))
        .isCloseTo(3 + 2 * 2.8 + 1, within(1e-6))
        .isLessThan(plan.measured().get("chain"));
    assertThat(plan.measured()).containsEntry("composed", 28.0);
  }

  @Test
  void theMergedChainIsACandidate() {
    PricedRuntime runtime =
        new PricedRuntime(
            stages ->
                stages.stream()
                    .mapToDouble(s -> s.is(3, 1) && !s.depthwise() ? 0.1 : s.is(1, 3) ? 0.5 : 2)
                    .sum());
    assertThat(plan(runtime, LatencyCache.none()).lowerings().byLayer())
        .containsEntry("conv1", "merged-chain");
  }

  @Test
  void equalLayersAreMeasuredOnceAndRememberedInTheCache() throws Exception {
    LatencyCache cache = LatencyCache.in(folder.resolve("cache"), line -> {});
    PricedRuntime first = new PricedRuntime(s -> sum(s, 9, 1, 2));
    LoweringPlan plan = plan(first, cache);
    PricedRuntime second = new PricedRuntime(s -> sum(s, 9, 1, 2));
    assertThat(plan(second, cache)).isEqualTo(plan);
    // conv2 and conv3 are equal, conv4 has nothing to choose: two layers of four lowerings.
    assertThat(first.opened() - second.opened()).isEqualTo(8);
    try (var files = Files.list(folder.resolve("cache"))) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void aCorruptCacheIsIgnoredWithALineAndWrittenAnew() throws Exception {
    List<String> lines = new ArrayList<>();
    LatencyCache cache = LatencyCache.in(folder, lines::add);
    PricedRuntime runtime = new PricedRuntime(stages -> 1);
    Map<String, Map<String, Double>> measured = Map.of("layer", Map.of("chain", 0.5));
    cache.save(runtime, measured);
    assertThat(cache.load(runtime)).isEqualTo(measured);
    Path file;
    try (var files = Files.list(folder)) {
      file = files.findFirst().orElseThrow();
    }
    String whole = Files.readString(file);
    for (String broken :
        List.of(
            "",
            "{",
            "null",
            "[]",
            "{\"a\": 3}",
            "{\"a\": {\"b\": -1}}",
            "{\"a\": null}",
            "{\"a\": {\"b\": null}}",
            whole.substring(0, whole.length() / 2),
            "\u0000\u0001")) {
      lines.clear();
      Files.writeString(file, broken);
      assertThat(cache.load(runtime)).as(broken).isEmpty();
      assertThat(lines).as(broken).isNotEmpty().allMatch(line -> line.contains("ignored"));
      cache.save(runtime, measured);
      assertThat(Files.readString(file)).isEqualTo(whole);
    }
  }

  @Test
  void latenciesOfAnotherRuntimeAreNotTaken() {
    LatencyCache cache = LatencyCache.in(folder, line -> {});
    cache.save(new PricedRuntime(stages -> 1), Map.of("layer", Map.of("chain", 0.5)));
    assertThat(cache.load(new OnnxRuntimeCpu(new OnnxRuntimeOptions()))).isEmpty();
  }

  @Test
  void aCacheThatCannotBeWrittenCostsALine() throws Exception {
    List<String> lines = new ArrayList<>();
    Path file = Files.writeString(folder.resolve("file"), "no folder");
    LoweringPlan plan =
        plan(new PricedRuntime(s -> sum(s, 9, 1, 2)), LatencyCache.in(file, lines::add));
    assertThat(plan.lowerings().byLayer()).containsEntry("conv1", "pointwise-depthwise");
    assertThat(lines).singleElement().asString().contains("measured again");
  }

  @Test
  void theCacheLiesWhereTheUserWantsIt() {
    assertThat(LatencyCache.userFolder(Map.of("RANK1_CACHE_DIR", "here")))
        .isEqualTo(Path.of("here").toAbsolutePath());
    assertThat(LatencyCache.userFolder(Map.of("XDG_CACHE_HOME", "/var/caches")))
        .isEqualTo(Path.of("/var/caches/rank1"));
    Path home = LatencyCache.userFolder(Map.of());
    assertThat(home.endsWith(Path.of(".cache", "rank1"))).isTrue();
    assertThat(LatencyCache.userFolder(Map.of("XDG_CACHE_HOME", "relative"))).isEqualTo(home);
  }
}
