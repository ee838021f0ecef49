package org.rank1.experiments.train;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.rank1.data.ImageDataset;
import org.rank1.experiments.config.ExperimentSpec;
import org.rank1.experiments.config.LayerParameterizations;
import org.rank1.experiments.config.PartKey;
import org.rank1.experiments.config.RunSettings;
import org.rank1.filter.form.DenseForm;
import org.rank1.io.AtomicFile;
import org.rank1.io.InvalidInputException;
import org.rank1.metric.Measurement;
import org.rank1.network.FormConversion;
import org.rank1.network.NetworkCounts;
import org.rank1.network.NetworkSnapshot;
import org.rank1.network.NetworkSpec;
import org.rank1.network.SnapshotFile;
import org.rank1.ops.device.Devices;
import org.rank1.ops.device.Engines;
import org.rank1.ops.optimizer.ConfiguredOptimizer;
import org.rank1.plugin.Parts;
import org.rank1.provenance.ProductVersion;
import org.rank1.provenance.Provenance;
import org.rank1.schedule.WarmupOptions;
import org.rank1.training.OptimizerFactory;
import org.rank1.training.OptimizerOptions;
import org.rank1.training.TrainingHook;

/** Runs an experiment: makes its parts, trains, and leaves everything in the folder of the run. */
public final class Experiment {
  private final Parts parts;
  private final SnapshotFile snapshots;
  private final WarmStart warmStart;

  /** With the parts of all plugins. */
  @Inject
  public Experiment(Parts parts, SnapshotFile snapshots) {
    this.parts = parts;
    this.snapshots = snapshots;
    this.warmStart = new WarmStart(parts, snapshots);
  }

  /**
   * What a run came to.
   *
   * @param folder where it lives
   * @param data what it learned from
   * @param snapshot what it learned
   * @param epochs the results of its epochs
   * @param projection how far its last projection moved the kernels, if it projected
   */
  public record Result(
      RunFolder folder,
      ImageDataset data,
      NetworkSnapshot snapshot,
      List<EpochResult> epochs,
      Optional<Measurement> projection) {
    /** Accuracy on the test images after the last epoch, in [0, 1]. */
    public double accuracy() {
      return epochs.get(epochs.size() - 1).testAccuracy();
    }

    /** Median training time of an epoch. */
    public double secondsPerEpoch() {
      return epochs.stream()
          .mapToDouble(EpochResult::seconds)
          .sorted()
          .skip((epochs.size() - 1) / 2)
          .limit(2 - epochs.size() % 2)
          .average()
          .orElse(0);
    }
  }

  /**
   * Trains.
   *
   * @param folder a new folder
   * @param console prints one line to the person who watches
   * @throws InvalidInputException if a part does not fit or training cannot go on
   */
  public Result run(
      ExperimentSpec asked, RunFolder folder, Consumer<String> console, TrainingObserver observer) {
    ExperimentSpec pinned = warmStart.pinned(asked);
    RunSettings settings = pinned.settings();
    ImageDataset data =
        pinned.create(PartKey.DATASET, parts).load(settings.dataFolder().orElse(null));
    console.accept(
        "%s: %d training and %d test images from %s"
            .formatted(data.name(), data.train().count(), data.test().count(), data.origin()));
    NetworkSpec dense = architecture(pinned, data);
    NetworkSpec network = fitted(pinned, LayerParameterizations.of(pinned, parts, dense), dense);
    FinalProjection projection = FinalProjection.of(pinned, parts, network);
    Optional<FormConversion.Result> start = warmStart.start(pinned, network);
    int cores = Runtime.getRuntime().availableProcessors();
    int threads = settings.threads() > 0 ? settings.threads() : cores;
    try (NDManager device = Engines.open(settings.device(), threads, settings.seed())) {
      ExecutionTimer timer = new ExecutionTimer(device, settings.batchSize());
      ExperimentSpec spec = new Executions(parts).resolved(pinned, network, timer::seconds);
      boolean coreIsFree = device.getDevice().isGpu() || threads < cores;
      TrainingPlan plan = plan(spec, data, network, start, projection, coreIsFree);
      try (TrainingLoop loop = new TrainingLoop(plan, device)) {
        folder.begin(spec.toYaml());
        try (Recorders recorders =
            new Recorders(spec.createAll(PartKey.METRICS, parts), folder.path(), console)) {
          TrainingObserver recording = recorders.recording(observer);
          recording.started(summary(plan, Devices.nameOf(loop.device()), threads));
          start.ifPresent(
              from ->
                  recorders.record(WarmStart.measurement(spec, from, loop.evaluate(data.test()))));
          List<EpochResult> epochs = loop.run(recording);
          Optional<Measurement> projected = projection.measurement();
          projected.ifPresent(recorders::record);
          NetworkSnapshot snapshot =
              projection.factored(loop.snapshot(provenance(spec, data, epochs)));
          save(folder, snapshot);
          return new Result(folder, data, snapshot, epochs, projected);
        }
      }
    }
  }

  private TrainingPlan plan(
      ExperimentSpec spec,
      ImageDataset data,
      NetworkSpec network,
      Optional<FormConversion.Result> start,
      FinalProjection projection,
      boolean coreIsFree) {
    RunSettings settings = spec.settings();
    return new TrainingPlan(
        data,
        network,
        LayerParameterizations.of(spec, parts, network)::of,
        warmStart.decomposers(),
        start.map(FormConversion.Result::snapshot),
        optimizer(spec),
        spec.common(PartKey.SCHEDULE, WarmupOptions.class)
            .before(spec.create(PartKey.SCHEDULE, parts)),
        hooks(spec, projection),
        settings.epochs(),
        settings.batchSize(),
        settings.seed(),
        settings.readEvery(),
        coreIsFree);
  }

  private OptimizerFactory optimizer(ExperimentSpec spec) {
    return new ConfiguredOptimizer(
        spec.common(PartKey.OPTIMIZER, OptimizerOptions.class),
        options -> spec.create(PartKey.OPTIMIZER, options, "optimizer.groups", parts));
  }

  /** The projection comes last, so that what training ends with is on its set. */
  private List<TrainingHook> hooks(ExperimentSpec spec, FinalProjection projection) {
    List<TrainingHook> hooks = new ArrayList<>(spec.createAll(PartKey.HOOKS, parts));
    hooks.addAll(projection.hooks());
    return List.copyOf(hooks);
  }

  private NetworkSpec architecture(ExperimentSpec spec, ImageDataset data) {
    try {
      return spec.create(PartKey.ARCHITECTURE, parts)
          .buildFor(data.train().shape(), data.classes(), new DenseForm());
    } catch (IllegalArgumentException e) {
      throw doesNotFit(spec, "images of " + data.train().shape(), e);
    }
  }

  private static NetworkSpec fitted(
      ExperimentSpec spec, LayerParameterizations layers, NetworkSpec dense) {
    try {
      return layers.applyTo(dense);
    } catch (IllegalArgumentException e) {
      throw doesNotFit(spec, "the forms asked for", e);
    }
  }

  private static InvalidInputException doesNotFit(
      ExperimentSpec spec, String what, IllegalArgumentException e) {
    return new InvalidInputException(
        "Architecture \"%s\" does not fit %s: %s."
            .formatted(spec.part(PartKey.ARCHITECTURE).name(), what, e.getMessage()),
        e);
  }

  private static Measurement summary(TrainingPlan plan, String device, int threads) {
    NetworkCounts counts = NetworkCounts.of(plan.network());
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("seed", plan.seed());
    values.put("device", device);
    values.put("threads", threads);
    values.put("network", plan.network().name());
    values.put("input", plan.network().input().toString());
    values.put("outputs", plan.network().outputShape().toString());
    values.put("parameters", counts.parameters());
    values.put("convParameters", counts.convParameters());
    values.put("macs", counts.macs());
    values.put("stepsPerEpoch", plan.stepsPerEpoch());
    return new Measurement("start", values);
  }

  private static Provenance provenance(
      ExperimentSpec spec, ImageDataset data, List<EpochResult> epochs) {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("epochs", String.valueOf(epochs.size()));
    details.put("trainImages", String.valueOf(data.train().count()));
    details.put("testAccuracy", String.valueOf(epochs.get(epochs.size() - 1).testAccuracy()));
    spec.part(PartKey.DATASET)
        .options()
        .forEach(
            (option, value) ->
                details.put(Provenance.DATASET_OPTION + option, String.valueOf(value)));
    return new Provenance(
        ProductVersion.current(), spec.hash(), spec.settings().seed(), data.name(), details);
  }

  private void save(RunFolder folder, NetworkSnapshot snapshot) {
    try {
      writeText(
          folder.provenance(),
          new ObjectMapper()
                  .writerWithDefaultPrettyPrinter()
                  .writeValueAsString(snapshot.provenance())
              + "\n");
      snapshots.save(snapshot, folder.snapshot());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void writeText(Path file, String text) {
    try {
      AtomicFile.writeText(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
