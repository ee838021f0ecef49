package org.rank1.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rank1.Rank1;
import org.rank1.experiments.certificate.Certificate;
import org.rank1.experiments.certificate.CertificateSettings;
import org.rank1.experiments.certificate.Reproduction;
import org.rank1.experiments.certificate.VerificationSettings;
import org.rank1.experiments.quantize.CalibrationSettings;
import org.rank1.experiments.train.Cancellation;
import org.rank1.experiments.train.EpochResult;
import org.rank1.experiments.train.RunWatch;
import org.rank1.experiments.train.StepResult;
import org.rank1.experiments.train.TrainingObserver;
import org.rank1.experiments.train.TrialResult;
import org.rank1.experiments.validate.InputSettings;
import org.rank1.filter.FloatTensor;
import org.rank1.metric.Measurement;
import org.rank1.network.LayerSpec;
import org.rank1.network.NetworkSnapshot;
import org.rank1.onnx.export.Batch;
import org.rank1.onnx.export.ExportOptions;
import org.rank1.onnx.plan.LatencyCache;
import org.rank1.onnx.plan.LoweringPlan;
import org.rank1.onnx.quantize.QuantizedModel;
import org.rank1.onnx.verdict.ApproximationReport;
import org.rank1.onnx.verdict.EquivalenceReport;
import org.rank1.onnx.verdict.LatencyOptions;
import org.rank1.onnx.verdict.LatencyReport;
import org.rank1.plugin.PartBinding;
import org.rank1.runtime.InferenceSession;

/** The examples in the façade's documentation, word for word. */
class FacadeExamplesTest {
  private static final Path SELF =
      Path.of("src/test/java/org/rank1/examples/FacadeExamplesTest.java");
  private static final Path FACADE = Path.of("../experiments/src/main/java/org/rank1/Rank1.java");

  @TempDir private Path scratch;

  @Test
  void trainsSplitsExportsAndProves() throws IOException {
    Path folder = scratch.resolve("run");
    Path composed = scratch.resolve("composed.onnx");
    Path split = scratch.resolve("split.onnx");
    Path chain = scratch.resolve("chain.onnx");

    Rank1 rank1 = Rank1.create();
    TrialResult run =
        rank1.train(
            folder,
            "dataset=synthetic",
            "dataset.train=200",
            "architecture.width=0.25",
            "epochs=1");
    NetworkSnapshot snapshot = rank1.load(run.folder());
    rank1.export(snapshot, new ExportOptions().withLowering("composed"), composed);
    rank1.export(snapshot, split);
    EquivalenceReport verdict = rank1.validate(composed, split);
    assertThat(verdict.equivalent()).isTrue();

    assertThat(snapshot.network().convolutions())
        .extracting(LayerSpec.Convolution::name)
        .containsExactlyElementsOf(run.forms().keySet());
    rank1.export(
        snapshot, new ExportOptions().withLowering("chain").withBatch(Batch.DYNAMIC), chain);
    InputSettings few = new InputSettings("synthetic", Optional.empty(), 4, 2);
    EquivalenceReport quick = rank1.validate(composed, split, few);
    assertThat(quick.equivalent()).isTrue();

    Path report = scratch.resolve("report");
    CertificateSettings settings =
        new CertificateSettings(few, 1, new LatencyOptions(0.1, 0.01, 0.95, 0));
    Certificate certificate = rank1.certify(composed, split, settings, report);
    assertThat(certificate.equivalent()).isTrue();
    assertThat(report.resolve("certificate.html")).isNotEmptyFile();
    Reproduction again =
        rank1.verifyCertificate(report.resolve("certificate.json"), new VerificationSettings());
    assertThat(again.reproduced()).as(again.summary()).isTrue();

    Path planned = scratch.resolve("planned.onnx");
    LatencyOptions brief = new LatencyOptions(0.02, 0.001, 0.95, 0);
    LoweringPlan plan = rank1.plan(snapshot, new ExportOptions(), 1, LatencyCache.none(), brief);
    rank1.export(snapshot, new ExportOptions().withLowerings(plan.selection()), planned);
    plan.write(scratch.resolve(LoweringPlan.FILE));
    assertThat(LoweringPlan.read(scratch.resolve("plan.json")).lowerings())
        .isEqualTo(plan.lowerings());
    assertThat(plan.lowerings().byLayer()).hasSize(6);

    Path int8 = scratch.resolve("int8.onnx");
    CalibrationSettings calibration = new CalibrationSettings("", Optional.empty(), 64);
    QuantizedModel quantized = rank1.exportInt8(snapshot, new ExportOptions(), calibration, int8);
    assertThat(quantized.linearNodes()).isPositive();
    InputSettings some = new InputSettings("", Optional.empty(), 100, 0);
    ApproximationReport closeness = rank1.approximation(split, int8, some);
    assertThat(closeness.top1Agreement()).isGreaterThan(0.5);

    LatencyReport speed = rank1.latency(1, new LatencyOptions(0.1, 0.01, 0.95, 0), composed, split);
    double faster = speed.model(split.toString()).speedup();
    assertThat(faster).isPositive();

    FloatTensor image = FloatTensor.zeros(1, 1, 28, 28);
    Map<String, FloatTensor> outputs;
    try (InferenceSession session = rank1.open(split, 1)) {
      outputs = session.run(Map.of("input", image));
    }
    assertThat(outputs.values().iterator().next().shape()).containsExactly(1, 10);
  }

  @Test
  void trainsFromAFileAndWatched() throws IOException {
    Rank1 rank1 = Rank1.create();
    Path folder = scratch.resolve("file");
    Path configuration =
        Files.writeString(
            scratch.resolve("experiment.yaml"),
            """
            dataset:
              name: synthetic
              train: 64
            architecture:
              name: vgg-small
              width: 0.25
            """);
    TrialResult run = rank1.trainFile(configuration, folder, "epochs=1");
    assertThat(run.epochs()).hasSize(1);

    folder = scratch.resolve("watched");
    List<String> lines = new ArrayList<>();
    List<Integer> steps = new ArrayList<>();
    TrainingObserver observer =
        new TrainingObserver() {
          @Override
          public void started(Measurement summary) {}

          @Override
          public void step(StepResult result) {
            steps.add(result.images());
          }

          @Override
          public void epoch(EpochResult result) {}
        };
    rank1.train(folder, lines::add, observer, "dataset=synthetic", "dataset.train=200", "epochs=1");
    assertThat(lines).isNotEmpty();
    assertThat(steps).last().isEqualTo(200);

    TrialResult further = rank1.resume(folder, RunWatch.nobody(), "epochs=2");
    assertThat(further.epochs()).hasSize(2);
    NetworkSnapshot snapshot = rank1.load(folder);
    assertThat(snapshot.provenance().details()).containsEntry("epochs", "2");

    folder = scratch.resolve("stopped");
    Cancellation stop = new Cancellation();
    rank1.train(
        folder,
        new RunWatch(lines::add, observer, stop),
        "dataset=synthetic",
        "dataset.train=200",
        "epochs=1");
  }

  @Test
  void listsPartsAndTakesFurtherOnes() throws IOException {
    Path plugins = Files.createDirectories(scratch.resolve("plugins"));
    Rank1 rank1 = Rank1.create();
    Rank1 extended = Rank1.withPlugins(plugins);
    List<String> lines = new ArrayList<>();
    for (PartBinding<?> part : rank1.parts()) {
      lines.add(part.socket().getSimpleName() + " " + part.name() + " from " + part.origin());
    }
    assertThat(lines).anyMatch(line -> line.startsWith("FilterForm rank1 from rank1-forms"));
    assertThat(extended.parts()).hasSameSizeAs(rank1.parts());
  }

  @Test
  void everyExampleOfTheFacadeStandsInThisFile() throws IOException {
    String here = squeezed(Files.readString(SELF));
    Matcher examples =
        Pattern.compile("<pre>\\{@code\\R(.*?)\\* }</pre>", Pattern.DOTALL)
            .matcher(Files.readString(FACADE));
    int found = 0;
    while (examples.find()) {
      found++;
      for (String statement : examples.group(1).replaceAll("(?m)^ *\\*", "").split(";|\\{", -1)) {
        assertThat(here).contains(squeezed(statement));
      }
    }
    assertThat(found).as("examples in %s", FACADE).isGreaterThanOrEqualTo(14);
  }

  private static String squeezed(String code) {
    return code.replaceAll("\\s+", "");
  }
}
