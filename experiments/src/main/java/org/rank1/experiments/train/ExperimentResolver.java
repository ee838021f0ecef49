package org.rank1.experiments.train;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.rank1.data.DatasetProvider;
import org.rank1.data.ImageDataset;
import org.rank1.experiments.config.ExperimentSpec;
import org.rank1.experiments.config.LayerParameterizations;
import org.rank1.experiments.config.PartKey;
import org.rank1.experiments.config.RunSettings;
import org.rank1.filter.form.DenseForm;
import org.rank1.io.InvalidInputException;
import org.rank1.network.FormConversion;
import org.rank1.network.NetworkSpec;
import org.rank1.network.SnapshotFile;
import org.rank1.ops.device.Devices;
import org.rank1.ops.device.Engines;
import org.rank1.ops.optimizer.ConfiguredOptimizer;
import org.rank1.plugin.Parts;
import org.rank1.schedule.WarmupOptions;
import org.rank1.training.OptimizerFactory;
import org.rank1.training.OptimizerOptions;
import org.rank1.training.TrainingHook;

/** Makes the parts of an experiment and decides what it leaves open. */
final class ExperimentResolver {
  private final Parts parts;
  private final WarmStart warmStart;

  /** Takes the parts of all plugins. */
  ExperimentResolver(Parts parts, SnapshotFile snapshots) {
    this.parts = parts;
    this.warmStart = new WarmStart(parts, snapshots);
  }

  /**
   * Resolves an experiment. The engine starts last, after everything that can be refused without.
   *
   * @param goesOn whether training goes on, so that what it once started from is of no interest
   * @param lines receives what people want to read
   * @return to be closed
   * @throws InvalidInputException if a part does not fit
   */
  ResolvedExperiment resolve(ExperimentSpec asked, boolean goesOn, Consumer<String> lines) {
    ExperimentSpec pinned = goesOn ? asked : warmStart.pinned(asked);
    RunSettings settings = pinned.settings();
    DatasetProvider provider = pinned.create(PartKey.DATASET, parts);
    Path dataFolder = settings.dataFolder().orElse(null);
    ExperimentSpec sourced =
        pinned.withOptions(PartKey.DATASET, provider.resolvedOptions(dataFolder));
    ImageDataset data = provider.load(dataFolder);
    lines.accept(
        "%s: %d training and %d test images from %s"
            .formatted(data.name(), data.train().count(), data.test().count(), data.origin()));
    NetworkSpec dense = architecture(pinned, data);
    LayerParameterizations layers = LayerParameterizations.of(pinned, parts, dense);
    NetworkSpec network = fitted(pinned, layers, dense);
    FinalProjection projection = FinalProjection.of(pinned, parts, network);
    Optional<FormConversion.Result> start =
        goesOn ? Optional.empty() : warmStart.start(pinned, network);
    int cores = Runtime.getRuntime().availableProcessors();
    int threads = settings.threads() > 0 ? settings.threads() : cores;
    NDManager device = Engines.open(settings.device(), threads, settings.seed());
    try {
      ExecutionTimer timer = new ExecutionTimer(device, settings.batchSize());
      LayerParameterizations decided = Executions.decided(layers, network, timer::seconds);
      ExperimentSpec spec =
          decided
              .spelledOut(sourced)
              .withSettings(settings.on(Devices.nameOf(device.getDevice()), threads));
      TrainingPlan plan =
          new TrainingPlan(
              data,
              network,
              decided::of,
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
              device.getDevice().isGpu() || threads < cores);
      return new ResolvedExperiment(
          spec, plan, projection, start, spec.createAll(PartKey.METRICS, parts), device);
    } catch (RuntimeException | Error e) {
      device.close();
      throw e;
    }
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
}
