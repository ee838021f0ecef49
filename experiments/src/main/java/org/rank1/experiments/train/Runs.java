package org.rank1.experiments.train;

import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.rank1.experiments.config.ExperimentReader;
import org.rank1.experiments.config.ExperimentSpec;
import org.rank1.experiments.config.PartKey;
import org.rank1.experiments.config.RunSettings;
import org.rank1.io.InvalidInputException;
import org.rank1.metric.Measurement;
import org.rank1.network.NetworkCounts;
import org.rank1.network.NetworkSnapshot;
import org.rank1.network.SnapshotFile;
import org.rank1.ops.device.Devices;
import org.rank1.plugin.Options;
import org.rank1.plugin.Parts;

/** Trainings and the folders they live in: starts them, goes on with them, reads them. */
public final class Runs {
  /** Settings that change nothing of what is computed on one machine. */
  private static final Set<String> FREE =
      Set.of("device", "threads", "readEvery", "checkpoint", "keep", "data");

  private final SnapshotFile snapshots;
  private final ExperimentReader reader;
  private final ExperimentResolver resolver;
  private final RunProvenance provenance;

  /** Takes the parts of all plugins. */
  @Inject
  public Runs(Parts parts, SnapshotFile snapshots) {
    this.snapshots = snapshots;
    this.reader = new ExperimentReader(parts);
    this.resolver = new ExperimentResolver(parts, snapshots);
    this.provenance = new RunProvenance(parts, Clock.systemUTC());
  }

  /**
   * Trains.
   *
   * @param path a folder that holds no run; made once nothing can be refused any more
   * @throws InvalidInputException if a part does not fit, the folder is taken, or this process is
   *     training already
   * @throws TrainingException if training cannot go on
   * @throws TrainingStopped if somebody wished it to end
   */
  public TrialResult run(ExperimentSpec asked, Path path, RunWatch watch) {
    RunFolder folder = RunFolder.unused(path);
    TrainingTurn turn = TrainingTurn.take(path);
    try (ResolvedExperiment experiment = resolver.resolve(asked, false, watch.lines());
        TrainingLoop loop = new TrainingLoop(experiment.plan(), experiment.device())) {
      List<Measurement> early = new ArrayList<>();
      experiment
          .start()
          .ifPresent(
              from ->
                  early.add(
                      WarmStart.measurement(
                          experiment.spec(),
                          from,
                          loop.evaluate(experiment.plan().data().test()))));
      loop.begin(new EarlyMeasurements(early));
      if (watch.cancellation().isRequested()) {
        throw new TrainingStopped("Stopped before the first step; nothing was written.");
      }
      RunLock lock = folder.begin(experiment.spec().toYaml());
      try {
        provenance.begin(folder.provenance(), asked, experiment);
        return train(experiment, loop, folder, early, watch);
      } finally {
        lock.close();
      }
    } finally {
      turn.close();
    }
  }

  /**
   * Goes on with a run where its newest checkpoint is, or from its beginning if it has none; the
   * weights in the end are those of a run that was never interrupted, to the bit where device and
   * threads are the same.
   *
   * @param settings {@code key=value}; only what does not change what is computed, and {@code
   *     epochs}
   * @throws InvalidInputException if there is no run, it is finished, a process is training it, or
   *     a setting would make another run of it
   * @throws TrainingException if training cannot go on
   * @throws TrainingStopped if somebody wished it to end
   */
  public TrialResult resume(Path path, List<String> settings, RunWatch watch) {
    RunFolder folder = RunFolder.begun(path);
    TrainingTurn turn = TrainingTurn.take(path);
    try {
      RunLock lock = folder.lock();
      try {
        return resume(folder, continued(folder, settings), watch);
      } finally {
        lock.close();
      }
    } finally {
      turn.close();
    }
  }

  private ExperimentSpec continued(RunFolder folder, List<String> settings) {
    ExperimentSpec before = reader.read(folder.config(), List.of());
    List<String> all = new ArrayList<>(settings);
    all.add("output=" + folder.path());
    ExperimentSpec asked = reader.read(folder.config(), all);
    if (!asked
        .withSettings(asked.settings().withEpochs(before.settings().epochs()))
        .hash()
        .equals(before.hash())) {
      throw new InvalidInputException(
          "A run that goes on can have other epochs, device, threads, data, readEvery, checkpoint, keep and metrics, nothing else; for %s start another run."
              .formatted(String.join(" ", settings)));
    }
    return asked;
  }

  private TrialResult resume(RunFolder folder, ExperimentSpec asked, RunWatch watch) {
    Checkpoints checkpoints = checkpoints(folder);
    checkpoints.sweep();
    Optional<TrainingState> state = checkpoints.newest(watch.lines());
    int done = state.map(from -> from.progress().epoch()).orElse(0);
    int epochs = asked.settings().epochs();
    if (folder.isFinished() && done == 0) {
      throw new InvalidInputException(
          "The run in \"%s\" is finished and has kept no checkpoint to go on from."
              .formatted(folder.path()));
    }
    if (done > epochs || (done == epochs && folder.isFinished())) {
      throw new InvalidInputException(
          "The run in \"%s\" is finished: %d epochs of %d are done. To go on, give it more with epochs=N."
              .formatted(folder.path(), done, epochs));
    }
    try (ResolvedExperiment experiment = resolver.resolve(asked, state.isPresent(), watch.lines());
        TrainingLoop loop = new TrainingLoop(experiment.plan(), experiment.device())) {
      List<Measurement> early = new ArrayList<>();
      if (state.isPresent()) {
        restore(loop, state.get(), folder);
      } else {
        loop.begin(new EarlyMeasurements(early));
      }
      early.add(0, new Measurement("resumed", Map.of("step", loop.step(), "epoch", loop.epoch())));
      folder.reopen(experiment.spec().toYaml());
      provenance.resume(folder.provenance(), asked, experiment, loop.step());
      return train(experiment, loop, folder, early, watch);
    }
  }

  private static void restore(TrainingLoop loop, TrainingState state, RunFolder folder) {
    try {
      loop.restore(state, new EarlyMeasurements(new ArrayList<>()));
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(
          "The checkpoint in \"%s\" does not fit the run's configuration: %s."
              .formatted(folder.checkpoints(), e.getMessage()),
          e);
    }
  }

  /** The part that is the same however a run began. */
  private TrialResult train(
      ResolvedExperiment experiment,
      TrainingLoop loop,
      RunFolder folder,
      List<Measurement> early,
      RunWatch watch) {
    TrainingPlan plan = experiment.plan();
    RunSettings settings = experiment.spec().settings();
    RunRecord record = new RunRecord(folder, experiment.spec(), plan.data(), snapshots);
    Keeper keeper = new Keeper(record, checkpoints(folder), settings, watch.cancellation());
    try (Recorders recorders =
        new Recorders(
            experiment.sinks(), folder.path(), watch.lines(), learningRate(experiment.spec()))) {
      TrainingObserver recording = recorders.recording(watch.observer());
      try {
        recording.started(summary(plan, Devices.nameOf(loop.device()), settings.threads()));
        early.forEach(recording::measured);
        loop.run(recording, keeper);
        Optional<Measurement> moved = experiment.projection().measurement();
        moved.ifPresent(recorders::record);
        TrialResult result = record.finish(loop, experiment.projection(), moved);
        recording.measured(RunEnd.finished(loop));
        return result;
      } catch (RuntimeException | Error e) {
        recordEnd(recorders, RunEnd.broken(loop, e), e);
        throw e;
      }
    }
  }

  private static void recordEnd(Recorders recorders, Measurement end, Throwable cause) {
    try {
      recorders.record(end);
    } catch (RuntimeException e) { // a sink that cannot write may be why the run ends
      cause.addSuppressed(e);
    }
  }

  private static OptionalDouble learningRate(ExperimentSpec spec) {
    return spec.part(PartKey.OPTIMIZER).options().get("learningRate") instanceof Number rate
        ? OptionalDouble.of(rate.doubleValue())
        : OptionalDouble.empty();
  }

  private Checkpoints checkpoints(RunFolder folder) {
    return new Checkpoints(folder.checkpoints(), new TrainingStateFile(snapshots));
  }

  /**
   * What a run has learned: a finished one, or one that has ended an epoch.
   *
   * @throws InvalidInputException if there is none in the folder, or its file is damaged
   */
  public NetworkSnapshot load(Path path) {
    try {
      return snapshots.load(RunFolder.open(path).snapshot());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether the run in a folder is trained to its end. */
  public boolean isFinished(Path path) {
    return new RunFolder(path).isFinished();
  }

  /**
   * Whether a folder holds the run of an experiment: what it computes is the same.
   *
   * @throws InvalidInputException if there is no run
   */
  public boolean isSame(ExperimentSpec asked, Path path) {
    RunFolder folder = RunFolder.begun(path);
    return provenance.isOf(folder.provenance(), asked)
        && asked.settings().epochs() == begun(folder).epochs();
  }

  private RunSettings begun(RunFolder folder) {
    return reader.read(folder.config(), List.of()).settings();
  }

  /**
   * Refuses another experiment than that of the run in a folder.
   *
   * @throws InvalidInputException if there is no run, what it computes is not the same, or a
   *     setting is asked for that changes nothing of it and is another one there
   */
  public void requireSame(ExperimentSpec asked, Path path) {
    if (!isSame(asked, path)) {
      throw new InvalidInputException(
          "The run in \"%s\" has another configuration than is asked for; name another folder with output=DIR."
              .formatted(path));
    }
    Map<String, Object> there = Options.toMap(begun(RunFolder.begun(path)));
    Map<String, Object> defaults = Options.toMap(new RunSettings());
    Options.toMap(asked.settings())
        .forEach(
            (key, value) -> {
              if (FREE.contains(key)
                  && !value.equals(defaults.get(key))
                  && !value.equals(there.get(key))) {
                throw new InvalidInputException(
                    "The run in \"%s\" was begun with %s=%s; to go on with %s=%s: ./rank1 resume %s %s=%s."
                        .formatted(path, key, there.get(key), key, value, path, key, value));
              }
            });
  }

  /**
   * What a finished run came to.
   *
   * @throws InvalidInputException if the run is not finished, or there is none
   */
  public TrialResult result(Path path) {
    RunFolder folder = RunFolder.begun(path);
    if (!folder.isFinished()) {
      throw new InvalidInputException(
          "The run in \"%s\" is not finished; `./rank1 resume %s` goes on with it."
              .formatted(path, path));
    }
    return new ResultFile().load(path, folder.result());
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

  /** Keeps what hooks tell before anything is written. */
  private record EarlyMeasurements(List<Measurement> kept) implements TrainingObserver {
    @Override
    public void started(Measurement summary) {}

    @Override
    public void step(StepResult result) {}

    @Override
    public void measured(Measurement measurement) {
      kept.add(measurement);
    }

    @Override
    public void epoch(EpochResult result) {}
  }
}
