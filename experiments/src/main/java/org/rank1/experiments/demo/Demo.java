package org.rank1.experiments.demo;

import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rank1.data.ImageDataset;
import org.rank1.experiments.config.ExperimentReader;
import org.rank1.experiments.config.ExperimentSpec;
import org.rank1.experiments.config.PartKey;
import org.rank1.experiments.train.Cancellation;
import org.rank1.experiments.train.RunFolder;
import org.rank1.experiments.train.RunWatch;
import org.rank1.experiments.train.Runs;
import org.rank1.experiments.train.TrainingStopped;
import org.rank1.experiments.train.TrialResult;
import org.rank1.experiments.validate.ModelInputs;
import org.rank1.experiments.validate.TrialInputs;
import org.rank1.experiments.validate.Verdicts;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.Lowering;
import org.rank1.io.AtomicFile;
import org.rank1.network.NetworkCounts;
import org.rank1.network.NetworkSnapshot;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.export.ExportOptions;
import org.rank1.onnx.export.ExportedModel;
import org.rank1.onnx.export.LoweringSelection;
import org.rank1.onnx.export.OnnxExporter;
import org.rank1.onnx.verdict.EquivalenceReport;
import org.rank1.onnx.verdict.LatencyOptions;
import org.rank1.onnx.verdict.LatencyReport;
import org.rank1.onnx.verdict.LayerLatency;
import org.rank1.plugin.Parts;

/**
 * The main job, end to end, on the embedded images: every arm is trained, split, exported, held
 * against its composed form, and all are timed side by side.
 */
public final class Demo {
  private static final int IMAGES = 64;
  private static final int RANDOM_INPUTS = 8;
  private static final int THREADS = 1;
  private static final long SEED = 1;

  /** What all arms share. */
  private static final List<String> SETTINGS =
      List.of(
          "dataset=fashion-mnist",
          "dataset.source=embedded",
          "architecture=vgg-small",
          "optimizer=adam",
          "optimizer.learningRate=0.004",
          "schedule=cosine",
          "batchSize=64",
          "epochs=5");

  private final Parts parts;
  private final Runs runs;
  private final Verdicts verdicts;

  /** Takes the parts of all plugins. */
  @Inject
  public Demo(Parts parts, Runs runs, Verdicts verdicts) {
    this.parts = parts;
    this.runs = runs;
    this.verdicts = verdicts;
  }

  /** An arm that was trained and exported. */
  private record ExportedArm(
      DemoArm arm,
      TrialResult run,
      NetworkCounts trained,
      Path onnx,
      Path splitOnnx,
      NetworkCounts composed,
      NetworkCounts split) {
    boolean isSplit() {
      return !onnx.equals(splitOnnx);
    }
  }

  /**
   * Runs everything.
   *
   * @param folder receives the runs, the ONNX files and {@code report.html}; runs of an earlier
   *     demo are replaced
   * @param cancellation ends a training, or what follows between two of its steps
   */
  public DemoResult run(Path folder, Cancellation cancellation, DemoObserver observer) {
    List<ExportedArm> arms = new ArrayList<>();
    for (DemoArm arm : DemoArm.ALL) {
      arms.add(trainAndExport(arm, folder.resolve(arm.name()), cancellation, observer));
    }
    ImageDataset data =
        new ExperimentReader(parts).read(SETTINGS).create(PartKey.DATASET, parts).load(null);
    requireWanted(cancellation);
    observer.note("timing all networks side by side");
    LatencyReport latency = latency(arms);
    List<ArmResult> results = new ArrayList<>();
    List<DemoReport.ArmDetails> details = new ArrayList<>();
    for (ExportedArm arm : arms) {
      requireWanted(cancellation);
      observer.note("checking equivalence of " + arm.arm().name());
      EquivalenceReport verdict = equivalence(arm, data);
      details.add(
          new DemoReport.ArmDetails(
              arm.run(), verdict, arm.composed(), arm.split(), layerLatencies(arm)));
      results.add(result(arm, verdict, latency));
    }
    TrialResult first = arms.get(0).run();
    DemoResult result =
        new DemoResult(
            first.dataset(),
            first.trainImages(),
            first.testImages(),
            THREADS,
            1,
            results,
            folder.resolve("report.html").toString());
    write(folder.resolve("report.html"), DemoReport.page(result, details, latency));
    return result;
  }

  private static void requireWanted(Cancellation cancellation) {
    if (cancellation.isRequested()) {
      throw new TrainingStopped("Stopped after the trainings; no report was written.");
    }
  }

  private ExportedArm trainAndExport(
      DemoArm arm, Path folder, Cancellation cancellation, DemoObserver observer) {
    List<String> settings = new ArrayList<>(SETTINGS);
    settings.addAll(arm.settings());
    settings.add("output=" + folder);
    ExperimentSpec spec = new ExperimentReader(parts).read(settings);
    new RunFolder(folder).clear();
    TrialResult run =
        runs.run(
            spec,
            folder,
            new RunWatch(observer::note, observer.training(arm.name()), cancellation));
    NetworkSnapshot snapshot = runs.load(folder);
    Path onnx = folder.resolve("composed.onnx");
    ExportedModel composed = export(snapshot, LoweringSelection.named(Lowering.COMPOSED), onnx);
    ExportedModel split = composed;
    Path splitOnnx = onnx;
    if (!LoweringSelection.preferred().select(snapshot.network()).equals(composed.lowerings())) {
      splitOnnx = folder.resolve("split.onnx");
      split = export(snapshot, LoweringSelection.preferred(), splitOnnx);
    }
    return new ExportedArm(
        arm,
        run,
        NetworkCounts.of(snapshot.network()),
        onnx,
        splitOnnx,
        composed.counts(),
        split.counts());
  }

  private static ExportedModel export(
      NetworkSnapshot snapshot, LoweringSelection lowerings, Path file) {
    try {
      return new OnnxExporter()
          .export(snapshot, new ExportOptions(lowerings, new ExportOptions().batch()), file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private LatencyReport latency(List<ExportedArm> arms) {
    Map<String, CheckedModel> models = new LinkedHashMap<>();
    for (ExportedArm arm : arms) {
      models.put(arm.onnx().toString(), CheckedModel.read(arm.onnx()));
      models.put(arm.splitOnnx().toString(), CheckedModel.read(arm.splitOnnx()));
    }
    CheckedModel baseline = models.values().iterator().next();
    return verdicts.latency(models, TrialInputs.timing(baseline), THREADS, new LatencyOptions());
  }

  private List<LayerLatency> layerLatencies(ExportedArm arm) {
    return arm.isSplit()
        ? verdicts.layerLatencies(CheckedModel.read(arm.onnx()), CheckedModel.read(arm.splitOnnx()))
        : List.of();
  }

  private EquivalenceReport equivalence(ExportedArm arm, ImageDataset data) {
    List<FloatTensor> inputs =
        List.of(
            ModelInputs.images(data.test(), data.input(), IMAGES),
            ModelInputs.random(data.test().shape().extents(), RANDOM_INPUTS, SEED));
    return verdicts.equivalence(
        CheckedModel.read(arm.onnx()), CheckedModel.read(arm.splitOnnx()), inputs, progress -> {});
  }

  private static ArmResult result(
      ExportedArm arm, EquivalenceReport verdict, LatencyReport latency) {
    var composed = latency.model(arm.onnx().toString());
    var split = latency.model(arm.splitOnnx().toString());
    return new ArmResult(
        arm.arm().name(),
        arm.run().accuracy(),
        arm.trained().convParameters(),
        arm.split().convMacs(),
        arm.run().secondsPerEpoch(),
        arm.onnx().toString(),
        arm.splitOnnx().toString(),
        verdict.maxAbsError(),
        verdict.tolerance(),
        verdict.worstErrorOverBound(),
        verdict.top1Agreement(),
        verdict.equivalent(),
        composed.medianMs(),
        split.medianMs(),
        split.speedup() / composed.speedup(),
        split.speedup());
  }

  private static void write(Path file, String page) {
    try {
      AtomicFile.writeText(file, page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
