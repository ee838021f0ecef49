package org.rank1.experiments.train;

import java.util.Optional;
import org.rank1.experiments.config.CheckpointCadence;
import org.rank1.experiments.config.CheckpointCadence.Unit;
import org.rank1.experiments.config.KeptCheckpoints;
import org.rank1.experiments.config.RunSettings;

/**
 * Keeps what a run needs to go on, as often as it asks for, and ends training where somebody wishes
 * so: after a step, with a checkpoint of it.
 */
final class Keeper implements TrainingLoop.Pause {
  private static final long NANOS_PER_MINUTE = 60_000_000_000L;

  private final RunRecord record;
  private final Checkpoints checkpoints;
  private final CheckpointCadence cadence;
  private final KeptCheckpoints kept;
  private final int epochs;
  private final Cancellation cancellation;
  private long lastNanos = System.nanoTime();

  Keeper(
      RunRecord record, Checkpoints checkpoints, RunSettings settings, Cancellation cancellation) {
    this.record = record;
    this.checkpoints = checkpoints;
    this.cadence = settings.checkpointCadence();
    this.kept = settings.keptCheckpoints();
    this.epochs = settings.epochs();
    this.cancellation = cancellation;
  }

  @Override
  public void afterStep(TrainingLoop loop) {
    boolean stop = cancellation.isRequested();
    if (stop || cadence.includes(Unit.STEP, loop.step()) || minutesAreOver()) {
      save(loop.state(record.provenance(loop)));
    }
    if (stop) {
      throw stopped(loop);
    }
  }

  /** The snapshot of an epoch comes first: what is to be exported is never older than needed. */
  @Override
  public void afterEpoch(TrainingLoop loop) {
    boolean last = loop.epoch() == epochs;
    boolean stop = cancellation.isRequested() && !last;
    boolean ended = last && cadence.unit() != Unit.NONE;
    boolean due = stop || ended || cadence.includes(Unit.EPOCH, loop.epoch());
    Optional<TrainingState> state =
        due ? Optional.of(loop.state(record.provenance(loop))) : Optional.empty();
    if (!last) {
      record.saveUnfinished(
          state
              .map(TrainingState::network)
              .orElseGet(() -> loop.snapshot(record.provenance(loop))));
    }
    state.ifPresent(this::save);
    if (stop) {
      throw stopped(loop);
    }
  }

  private boolean minutesAreOver() {
    return cadence.unit() == Unit.MINUTES
        && System.nanoTime() - lastNanos >= cadence.every() * NANOS_PER_MINUTE;
  }

  private void save(TrainingState state) {
    checkpoints.save(state);
    checkpoints.prune(kept.last());
    lastNanos = System.nanoTime();
  }

  private TrainingStopped stopped(TrainingLoop loop) {
    return new TrainingStopped(record.stopped(loop));
  }
}
