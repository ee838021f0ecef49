package org.rank1.experiments.train;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.rank1.data.ImageDataset;
import org.rank1.experiments.config.ExperimentSpec;
import org.rank1.experiments.config.PartKey;
import org.rank1.experiments.config.RunSettings;
import org.rank1.io.AtomicFile;
import org.rank1.io.InvalidInputException;
import org.rank1.metric.Measurement;
import org.rank1.metric.MetricSink;
import org.rank1.network.NetworkCounts;
import org.rank1.network.NetworkSnapshot;
import org.rank1.network.NetworkSpec;
import org.rank1.network.SnapshotFile;
import org.rank1.ops.device.Devices;
import org.rank1.ops.device.Engines;
import org.rank1.plugin.Parts;
import org.rank1.provenance.ProductVersion;
import org.rank1.provenance.Provenance;
import org.rank1.training.FilterParameterization;

/** Runs an experiment: makes its parts, trains, and leaves everything in the folder of the run. */
public final class Experiment {
  private final Parts parts;
  private final SnapshotFile snapshots;

  /** With the parts of all plugins. */
  @Inject
  public Experiment(Parts parts, SnapshotFile snapshots) {
    this.parts = parts;
    this.snapshots = snapshots;
  }

  /**
   * What a run came to.
   *
   * @param folder where it lives
   * @param data what it learned from
   * @param snapshot what it learned
   * @param epochs the results of its epochs
   */
  public record Result(
      RunFolder folder, ImageDataset data, NetworkSnapshot snapshot, List<EpochResult> epochs) {
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
      ExperimentSpec spec, RunFolder folder, Consumer<String> console, TrainingObserver observer) {
    RunSettings settings = spec.settings();
    ImageDataset data =
        spec.create(PartKey.DATASET, parts).load(settings.dataFolder().orElse(null));
    console.accept(
        "%s: %d training and %d test images from %s"
            .formatted(data.name(), data.train().count(), data.test().count(), data.origin()));
    FilterParameterization parameterization = spec.create(PartKey.PARAMETERIZATION, parts);
    NetworkSpec network = network(spec, data, parameterization);
    int threads =
        settings.threads() > 0 ? settings.threads() : Runtime.getRuntime().availableProcessors();
    try (NDManager device = Engines.open(settings.device(), threads, settings.seed())) {
      TrainingPlan plan =
          new TrainingPlan(
              data,
              network,
              layer -> parameterization,
              spec.create(PartKey.OPTIMIZER, parts),
              spec.create(PartKey.SCHEDULE, parts),
              List.of(),
              settings.epochs(),
              settings.batchSize(),
              settings.seed());
      write(folder, spec);
      try (TrainingLoop loop = new TrainingLoop(plan, device);
          Recorders recorders = recorders(spec, folder, console)) {
        Measurement start = summary(plan, Devices.nameOf(loop.device()), threads);
        observer.started(start);
        recorders.record(start);
        List<EpochResult> epochs = loop.run(recording(observer, recorders));
        NetworkSnapshot snapshot = loop.snapshot(provenance(spec, data, epochs));
        save(folder, snapshot);
        return new Result(folder, data, snapshot, epochs);
      }
    }
  }

  private NetworkSpec network(
      ExperimentSpec spec, ImageDataset data, FilterParameterization parameterization) {
    try {
      return spec.create(PartKey.ARCHITECTURE, parts)
          .build(data.train().shape(), data.classes(), parameterization.form());
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(
          "Architecture \"%s\" does not fit images of %s with form \"%s\": %s."
              .formatted(
                  spec.part(PartKey.ARCHITECTURE).name(),
                  data.train().shape(),
                  parameterization.form().name(),
                  e.getMessage()),
          e);
    }
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

  private static TrainingObserver recording(TrainingObserver observer, Recorders recorders) {
    return new TrainingObserver() {
      @Override
      public void started(Measurement summary) {
        observer.started(summary);
      }

      @Override
      public void step(int epoch, int images, int of, double loss) {
        observer.step(epoch, images, of, loss);
      }

      @Override
      public void epoch(EpochResult result) {
        observer.epoch(result);
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("epoch", result.epoch());
        values.put("trainLoss", result.trainLoss());
        values.put("testLoss", result.testLoss());
        values.put("testAccuracy", result.testAccuracy());
        values.put("learningRateFactor", result.learningRateFactor());
        values.put("seconds", result.seconds());
        recorders.record(new Measurement("epoch", values));
      }
    };
  }

  private Recorders recorders(ExperimentSpec spec, RunFolder folder, Consumer<String> console) {
    List<MetricSink.Recorder> open = new ArrayList<>();
    for (MetricSink sink : spec.createAll(PartKey.METRICS, parts)) {
      open.add(sink.open(folder.path(), console));
    }
    return new Recorders(open);
  }

  /** All sinks of a run as one. */
  private record Recorders(List<MetricSink.Recorder> all) implements MetricSink.Recorder {
    @Override
    public void record(Measurement measurement) {
      all.forEach(recorder -> recorder.record(measurement));
    }

    @Override
    public void close() {
      all.forEach(MetricSink.Recorder::close);
    }
  }

  private static Provenance provenance(
      ExperimentSpec spec, ImageDataset data, List<EpochResult> epochs) {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("epochs", String.valueOf(epochs.size()));
    details.put("trainImages", String.valueOf(data.train().count()));
    details.put("testAccuracy", String.valueOf(epochs.get(epochs.size() - 1).testAccuracy()));
    return new Provenance(
        ProductVersion.current(), spec.hash(), spec.settings().seed(), data.name(), details);
  }

  private static void write(RunFolder folder, ExperimentSpec spec) {
    try {
      AtomicFile.writeText(folder.config(), spec.toYaml());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void save(RunFolder folder, NetworkSnapshot snapshot) {
    try {
      AtomicFile.writeText(
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
}
