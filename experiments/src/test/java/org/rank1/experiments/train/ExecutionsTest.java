package org.rank1.experiments.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.rank1.experiments.app.Product;
import org.rank1.experiments.config.ExperimentReader;
import org.rank1.experiments.config.ExperimentSpec;
import org.rank1.experiments.config.LayerParameterizations;
import org.rank1.experiments.config.PartKey;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.form.DenseForm;
import org.rank1.filter.form.Rank1Form;
import org.rank1.network.FeatureShape;
import org.rank1.network.NetworkSpec;
import org.rank1.ops.device.Engines;
import org.rank1.ops.parameterization.Execution;
import org.rank1.ops.parameterization.FormParameterization;
import org.rank1.ops.parameterization.Initializer;
import org.rank1.plugin.Parts;
import org.rank1.training.FilterParameterization;

@TestInstance(Lifecycle.PER_CLASS) // one product for all
class ExecutionsTest {
  private static final List<String> SMALL =
      List.of(
          "dataset=synthetic",
          "dataset.train=64",
          "dataset.test=20",
          "dataset.height=12",
          "dataset.width=12",
          "dataset.classes=3",
          "architecture.widths=9,16,16",
          "epochs=1",
          "threads=1",
          "batchSize=16",
          "metrics=jsonl");

  private final Product product = Product.assemble(ExecutionsTest.class.getClassLoader());
  private final Parts parts = product.get(Parts.class);
  private final ExperimentReader reader = new ExperimentReader(parts);

  /** As if the chain were fastest, but for convolutions of the input. */
  private static Map<String, Double> chainWins(
      Map<String, FilterParameterization> executions,
      ConvSpec conv,
      FeatureShape input,
      boolean first) {
    Map<String, Double> seconds = new LinkedHashMap<>();
    for (String each : executions.keySet()) {
      boolean wins = each.equals(first ? "factorized" : "chain");
      seconds.put(each, wins ? 0.1 : 0.2);
    }
    return seconds;
  }

  private static Map<String, Double> nobodyMeasures(
      Map<String, FilterParameterization> executions,
      ConvSpec conv,
      FeatureShape input,
      boolean first) {
    throw new AssertionError("measured " + conv);
  }

  private ExperimentSpec spec(String... more) {
    List<String> settings = new ArrayList<>(SMALL);
    settings.addAll(List.of(more));
    return reader.read(settings);
  }

  private NetworkSpec network(ExperimentSpec spec) {
    NetworkSpec dense =
        spec.create(PartKey.ARCHITECTURE, parts)
            .build(FeatureShape.of(1, 12, 12), 3, new DenseForm());
    return LayerParameterizations.of(spec, parts, dense).applyTo(dense);
  }

  private ExperimentSpec resolved(ExperimentSpec spec, Executions.Timer timer) {
    NetworkSpec network = network(spec);
    LayerParameterizations asked = LayerParameterizations.of(spec, parts, network);
    return Executions.decided(asked, network, timer).spelledOut(spec);
  }

  private static List<Object> executions(ExperimentSpec spec) {
    return spec.layers().stream()
        .map(rule -> rule.parameterization().options().get("execution"))
        .toList();
  }

  @Test
  void theRuleDecidesWithoutMeasuring() {
    ExperimentSpec resolved = resolved(spec(), ExecutionsTest::nobodyMeasures);
    assertThat(executions(resolved))
        .containsExactly(
            "composed", "factorized", "factorized", "factorized", "factorized", "factorized");
    assertThat(resolved.layers().get(5).pattern()).isEqualTo("conv6");
  }

  @Test
  void aMeasurementDecidesWhereItIsAskedForAndAnExplicitExecutionStays() {
    ExperimentSpec resolved =
        resolved(
            spec(
                "parameterization.execution=measured",
                "layers.conv2={name: rank1, execution: composed}",
                "layers.conv3=dense"),
            ExecutionsTest::chainWins);
    assertThat(resolved.layers())
        .extracting(rule -> rule.pattern() + " " + rule.parameterization().options())
        .containsExactly(
            "conv2 {initializer=he, execution=composed}",
            "conv3 {initializer=he}",
            "conv1 {initializer=he, execution=factorized}",
            "conv4 {initializer=he, execution=chain}",
            "conv5 {initializer=he, execution=chain}",
            "conv6 {initializer=he, execution=chain}");
  }

  @Test
  void whatWasDecidedIsOnlyRead() {
    ExperimentSpec resolved =
        resolved(spec("parameterization.execution=measured"), ExecutionsTest::chainWins);
    ExperimentSpec read = reader.parse(resolved.toYaml(), "config.yaml", List.of());
    assertThat(read).isEqualTo(resolved);
    assertThat(resolved(read, ExecutionsTest::nobodyMeasures)).isEqualTo(resolved);
    assertThat(read.hash()).isEqualTo(resolved.hash());
  }

  @Test
  void anotherParameterizationOnTheCommandLineDropsWhatWasDecidedForTheFiles() {
    ExperimentSpec resolved =
        resolved(
            spec("layers.conv3={name: rank1, initializer: xavier, execution: chain}"),
            ExecutionsTest::nobodyMeasures);
    String yaml = resolved.toYaml();
    assertThat(reader.parse(yaml, "f", List.of("parameterization=dense")).layers())
        .extracting(rule -> rule.pattern())
        .containsExactly("conv3");
    assertThat(
            reader
                .parse(
                    yaml,
                    "f",
                    List.of(
                        "parameterization.execution=composed",
                        "layers.conv1={name: rank1, execution: chain}"))
                .layers())
        .extracting(rule -> rule.pattern())
        .containsExactly("conv3", "conv1");
    assertThat(reader.parse(yaml, "f", List.of("epochs=2")).layers()).isEqualTo(resolved.layers());
  }

  @Test
  void theTimerTimesEveryExecution() {
    try (NDManager device = Engines.open("cpu", 1, 0)) {
      ConvSpec conv = new ConvSpec(4, 9, ConvGeometry.same2d(3));
      Map<String, FilterParameterization> all =
          new FormParameterization(new Rank1Form(), Initializer.HE, Execution.MEASURED)
              .executions(conv);
      assertThat(all.keySet()).containsExactly("factorized", "chain", "composed");
      for (boolean first : new boolean[] {true, false}) {
        Map<String, Double> seconds =
            new ExecutionTimer(device, 3).seconds(all, conv, FeatureShape.of(4, 7, 5), first);
        assertThat(seconds.keySet()).containsExactlyElementsOf(all.keySet());
        assertThat(seconds.values()).allMatch(s -> s > 0 && s < 60);
      }
      assertThat(device.getManagedArrays()).isEmpty();
    }
  }

  @Test
  void aMeasuredRunIsReproducedBitForBitFromItsConfiguration(@TempDir Path folder)
      throws Exception {
    ExperimentSpec asked = spec("parameterization.execution=measured");
    RunFolder first = run(asked, folder.resolve("first"));
    ExperimentSpec written = reader.read(first.config(), List.of());
    assertThat(executions(written)).hasSize(6).doesNotContain("measured", "auto");
    RunFolder again = run(written, folder.resolve("again"));
    assertThat(again.snapshot()).hasSameBinaryContentAs(first.snapshot());
    assertThat(Files.readString(again.config())).isEqualTo(Files.readString(first.config()));
  }

  private RunFolder run(ExperimentSpec spec, Path folder) {
    return new RunFolder(product.get(Runs.class).run(spec, folder, RunWatch.nobody()).folder());
  }
}
