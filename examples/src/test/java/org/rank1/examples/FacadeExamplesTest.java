package org.rank1.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rank1.Comparison;
import org.rank1.Rank1;
import org.rank1.Training;
import org.rank1.experiments.analyze.AnalysisPage;
import org.rank1.experiments.analyze.AnalysisReport;
import org.rank1.experiments.analyze.AnalysisSettings;
import org.rank1.experiments.bench.InferenceResults;
import org.rank1.experiments.bench.LayerResults;
import org.rank1.experiments.bench.ModelResult;
import org.rank1.experiments.certificate.Certificate;
import org.rank1.experiments.certificate.CertificateFolder;
import org.rank1.experiments.certificate.CertificateSettings;
import org.rank1.experiments.certificate.Reproduction;
import org.rank1.experiments.certificate.VerificationSettings;
import org.rank1.experiments.config.ExperimentSpec;
import org.rank1.experiments.config.OptionCatalog;
import org.rank1.experiments.demo.DemoObserver;
import org.rank1.experiments.demo.DemoResult;
import org.rank1.experiments.doctor.Diagnosis;
import org.rank1.experiments.evaluate.EvaluationReport;
import org.rank1.experiments.evaluate.EvaluationSettings;
import org.rank1.experiments.evaluate.Predictions;
import org.rank1.experiments.quantize.CalibrationSettings;
import org.rank1.experiments.train.Cancellation;
import org.rank1.experiments.train.EpochResult;
import org.rank1.experiments.train.RunWatch;
import org.rank1.experiments.train.StepResult;
import org.rank1.experiments.train.TrainingObserver;
import org.rank1.experiments.train.TrainingStopped;
import org.rank1.experiments.train.TrialResult;
import org.rank1.experiments.validate.InputSettings;
import org.rank1.experiments.validate.RuntimeChoice;
import org.rank1.filter.FloatTensor;
import org.rank1.io.InvalidInputException;
import org.rank1.metric.Measurement;
import org.rank1.network.FeatureShape;
import org.rank1.network.LayerSpec;
import org.rank1.network.NetworkSnapshot;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.export.Batch;
import org.rank1.onnx.export.ExportOptions;
import org.rank1.onnx.export.ExportedModel;
import org.rank1.onnx.export.LoweringSelection;
import org.rank1.onnx.image.StatedInput;
import org.rank1.onnx.plan.LatencyCache;
import org.rank1.onnx.plan.LoweringPlan;
import org.rank1.onnx.quantize.QuantizationOptions;
import org.rank1.onnx.quantize.QuantizedModel;
import org.rank1.onnx.verdict.ApproximationReport;
import org.rank1.onnx.verdict.EquivalenceReport;
import org.rank1.onnx.verdict.LatencyOptions;
import org.rank1.onnx.verdict.LatencyReport;
import org.rank1.ops.bench.ProjectionResult;
import org.rank1.ops.bench.TrainingSpeed;
import org.rank1.plugin.IllegalOptionException;
import org.rank1.plugin.PartBinding;
import org.rank1.runtime.InferenceRuntime;
import org.rank1.runtime.InferenceSession;

/** The examples in the façade's documentation, word for word. */
class FacadeExamplesTest {
  private static final Path SELF =
      Path.of("src/test/java/org/rank1/examples/FacadeExamplesTest.java");
  private static final Path FACADE = Path.of("../experiments/src/main/java/org/rank1");

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

    OptionCatalog catalog = rank1.options();
    assertThat(catalog.sections()).extracting(OptionCatalog.Section::name).contains("optimizer");
    Diagnosis diagnosis = rank1.diagnose(System.getenv());
    assertThat(diagnosis).isNotNull();
    RuntimeException failure = new IllegalStateException();
    Optional<PartBinding<?>> culprit = rank1.culprit(failure);
    assertThat(culprit).isEmpty();
  }

  @Test
  void readsExperimentsAndRunsThemLaterAndOncePerSeed() throws IOException {
    Rank1 rank1 = Rank1.create();
    Path folder = scratch.resolve("run");
    ExperimentSpec experiment =
        rank1.training().read("dataset=synthetic", "dataset.train=200", "epochs=1");
    Path home = rank1.training().folder(experiment);
    assertThat(home).startsWithRaw(Path.of("runs")).doesNotExist();
    TrialResult once =
        rank1.training().run(experiment, folder, Training.Begun.REFUSED, RunWatch.nobody());
    TrialResult same =
        rank1.training().run(experiment, folder, Training.Begun.RESUMED, RunWatch.nobody());
    assertThat(same.accuracy()).isEqualTo(once.accuracy());
    TrialResult longer = rank1.training().resume(folder, RunWatch.nobody(), "epochs=2");
    assertThat(longer.epochs()).hasSize(2);

    Path both = scratch.resolve("both");
    experiment = rank1.training().read("dataset=synthetic", "dataset.train=64", "epochs=1");
    List<TrialResult> runs =
        rank1
            .training()
            .seeds(experiment, List.of(1L, 2L), both, Training.Begun.REFUSED, RunWatch.nobody());
    Path several = scratch.resolve("several");
    List<TrialResult> trials =
        rank1.trainSeeds(
            List.of(1L, 2L), several, "dataset=synthetic", "dataset.train=64", "epochs=1");
    assertThat(trials)
        .extracting(TrialResult::folder)
        .containsExactly(several.resolve("seed-1"), several.resolve("seed-2"));
    assertThat(rank1.load(both.resolve("seed-2")).provenance().seed()).isEqualTo(2);
    assertThat(runs).extracting(TrialResult::accuracy).hasSize(2);
    assertThatThrownBy(() -> rank1.trainSeeds(List.of(3L, 3L), both))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("A seed stands twice in [3, 3].");

    Path configuration =
        Files.writeString(scratch.resolve("experiment.yaml"), "dataset: synthetic\nepochs: 5\n");
    ExperimentSpec fromFile = rank1.training().readFile(configuration, "epochs=2");
    assertThat(fromFile.settings().epochs()).isEqualTo(2);
  }

  @Test
  void theDemoCanBeStopped() {
    Rank1 rank1 = Rank1.create();
    Path folder = scratch.resolve("demo");
    List<String> lines = new ArrayList<>();
    DemoObserver watching =
        new DemoObserver() {
          @Override
          public void note(String line) {
            lines.add(line);
          }

          @Override
          public TrainingObserver training(String arm) {
            return RunWatch.nobody().observer();
          }
        };
    Cancellation stop = new Cancellation();
    stop.request();
    assertThatThrownBy(
            () -> {
              DemoResult demo = rank1.demo(folder, stop, watching);
              lines.add(demo.report());
            })
        .isInstanceOf(TrainingStopped.class);
    assertThat(lines).isNotEmpty();
    assertThat(folder.resolve("report.html")).doesNotExist();
  }

  @Test
  void looksIntoModelsAndMeasuresThem() throws IOException {
    Rank1 rank1 = Rank1.create();
    Path folder = scratch.resolve("run");
    rank1.train(
        folder, "dataset=synthetic", "dataset.train=200", "architecture.width=0.25", "epochs=1");
    NetworkSnapshot snapshot = rank1.load(folder);
    Path composed = scratch.resolve("composed.onnx");
    Path split = scratch.resolve("split.onnx");
    rank1.export(snapshot, new ExportOptions().withLowering("composed"), composed);
    rank1.export(snapshot, split);
    List<String> lines = new ArrayList<>();
    LatencyOptions brief = new LatencyOptions(0.02, 0.001, 0.95, 0);

    EvaluationSettings first =
        new EvaluationSettings("", Optional.empty(), OptionalInt.of(50), new RuntimeChoice(), 1);
    EvaluationReport evaluation = rank1.evaluate(split, first);
    EvaluationReport told =
        rank1
            .models()
            .evaluate(CheckedModel.read(split), new StatedInput(), first, brief, lines::add);
    assertThat(told.confusion()).isEqualTo(evaluation.confusion());
    assertThat(evaluation.images()).isEqualTo(50);

    Path photo = scratch.resolve("photo.png");
    ImageIO.write(new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY), "png", photo.toFile());
    Predictions predictions = rank1.predict(split, 3, photo);
    assertThat(predictions.made().get(0).classes()).hasSize(3);
    Predictions all =
        rank1
            .models()
            .predict(
                CheckedModel.read(split),
                new RuntimeChoice(),
                new StatedInput(),
                List.of(photo),
                10,
                lines::add);
    assertThat(all.made().get(0).classes()).hasSize(10);

    AnalysisReport spectra = rank1.analyze(new AnalysisSettings(), lines::add, folder, split);
    String page = AnalysisPage.page(spectra);
    assertThat(page).contains("conv1");
    assertThat(spectra.boundHolds()).isTrue();

    Comparison comparison =
        rank1
            .models()
            .compare(CheckedModel.read(composed), CheckedModel.read(split), new RuntimeChoice());
    InputSettings few = new InputSettings("synthetic", Optional.empty(), 4, 2);
    EquivalenceReport same = comparison.equivalence(few, lines::add, progress -> {});
    assertThat(same.equivalent()).isTrue();
    InputSettings some = new InputSettings("", Optional.empty(), 100, 0);
    ApproximationReport near = comparison.approximation(some, lines::add);
    assertThat(near.top1Agreement()).isEqualTo(1);
    double times = comparison.latency(1, brief).model("candidate").speedup();
    assertThat(times).isPositive();

    Path watched = scratch.resolve("watched");
    CertificateSettings settings =
        new CertificateSettings(few, 1, new LatencyOptions(0.1, 0.01, 0.95, 0));
    Certificate second =
        rank1
            .models()
            .certify(
                composed,
                split,
                settings,
                new CertificateFolder(watched),
                lines::add,
                progress -> {});
    assertThat(second.equivalent()).isTrue();
    Reproduction repeated =
        rank1
            .models()
            .verifyCertificate(
                new CertificateFolder(watched).json(),
                new VerificationSettings(),
                lines::add,
                progress -> {});
    assertThat(repeated.reproduced()).as(repeated.summary()).isTrue();

    ExportedModel exported = rank1.models().export(snapshot, new ExportOptions());
    CalibrationSettings calibration = new CalibrationSettings("", Optional.empty(), 64);
    QuantizedModel bytes =
        rank1
            .models()
            .quantize(exported.model(), calibration, new QuantizationOptions(), lines::add);
    assertThat(bytes.linearNodes()).isPositive();

    InferenceRuntime runtime = rank1.models().runtime(new RuntimeChoice(), 1);
    LatencyCache cache =
        rank1.models().latencyCache(Map.of("RANK1_CACHE_DIR", scratch.toString()), lines::add);
    LoweringPlan onRuntime =
        rank1.models().plan(snapshot, new ExportOptions(), runtime, cache, brief, lines::add);
    assertThat(onRuntime.lowerings().byLayer()).hasSize(6);

    ModelResult one =
        rank1
            .bench()
            .model(
                CheckedModel.read(split), Optional.of(CheckedModel.read(composed)), runtime, brief);
    assertThat(one.models()).hasSize(2);
  }

  @Test
  void measuresTheProduct() {
    Rank1 rank1 = Rank1.create();
    List<String> lines = new ArrayList<>();
    LatencyOptions brief = new LatencyOptions(0.02, 0.001, 0.95, 0);
    NetworkSnapshot small =
        rank1.bench().network("vgg-small", FeatureShape.of(1, 28, 28), "rank1", 10, 1);
    InferenceRuntime runtime = rank1.models().runtime(new RuntimeChoice(), 1);
    InferenceResults inference =
        rank1
            .bench()
            .inference(small, LoweringSelection.preferred(), false, runtime, brief, lines::add);
    assertThat(inference.floats().layers()).hasSizeGreaterThanOrEqualTo(6);
    LayerResults layers =
        rank1.bench().layers(List.of(runtime), LatencyCache.none(), brief, 2, lines::add);
    assertThat(layers.rows()).hasSize(2).contains(layers.worst());
    String device = "abacus"; // refused before minutes of measuring
    assertThatThrownBy(
            () -> {
              List<TrainingSpeed> steps =
                  rank1.bench().train(device, 2, 9, speed -> lines.add(speed.name()));
              lines.add(steps.get(0).name());
            })
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("abacus");
    assertThatThrownBy(
            () -> {
              ProjectionResult projected =
                  rank1.bench().projection("rank1-hopm", device, 2, 10, lines::add);
              lines.add(projected.device());
            })
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("abacus");
    assertThatThrownBy(() -> rank1.bench().train("cpu", 0, 1, speed -> {}))
        .isInstanceOf(IllegalOptionException.class)
        .hasMessage("illegal threads 0, must be between 1 and 4096");
  }

  @Test
  void everyExampleOfTheFacadeStandsInThisFile() throws IOException {
    String here = squeezed(Files.readString(SELF));
    int found = 0;
    try (DirectoryStream<Path> sources = Files.newDirectoryStream(FACADE, "*.java")) {
      for (Path source : sources) {
        Matcher examples =
            Pattern.compile("<pre>\\{@code\\R(.*?)\\* }</pre>", Pattern.DOTALL)
                .matcher(Files.readString(source));
        while (examples.find()) {
          found++;
          for (String statement :
              examples.group(1).replaceAll("(?m)^ *\\*", "").split(";|\\{", -1)) {
            assertThat(here).as("%s", source).contains(squeezed(statement));
          }
        }
      }
    }
    assertThat(found).as("examples in %s", FACADE).isGreaterThanOrEqualTo(40);
  }

  private static String squeezed(String code) {
    return code.replaceAll("\\s+", "");
  }
}
