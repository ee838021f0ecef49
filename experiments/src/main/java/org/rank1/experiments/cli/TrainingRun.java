package org.rank1.experiments.cli;

import java.nio.file.Path;
import java.util.List;
import org.rank1.experiments.config.ExperimentSpec;
import org.rank1.experiments.config.PartKey;
import org.rank1.experiments.train.Cancellation;
import org.rank1.experiments.train.RunFolder;
import org.rank1.experiments.train.RunWatch;
import org.rank1.experiments.train.Runs;
import org.rank1.experiments.train.TrialResult;
import org.rank1.io.InvalidInputException;

/** Trains with progress on the console. */
final class TrainingRun {
  private final CommandFactory.Services services;
  private final Cancellation cancellation;

  TrainingRun(CommandFactory.Services services, Cancellation cancellation) {
    this.services = services;
    this.cancellation = cancellation;
  }

  /**
   * Trains.
   *
   * @param resume whether a run that is there already is gone on with, which must be the same; a
   *     finished one is only read
   */
  TrialResult train(ExperimentSpec spec, Path path, boolean resume) {
    RunFolder folder = new RunFolder(path);
    String label = spec.part(PartKey.PARAMETERIZATION).name();
    if (!resume || !folder.isBegun()) {
      try (Progress progress = new Progress(services.console(), label)) {
        return services.get(Runs.class).run(spec, path, watch(progress));
      }
    }
    Runs runs = services.get(Runs.class);
    if (!runs.isSame(spec, path)) {
      throw new InvalidInputException(
          "The run in \"%s\" has another configuration than is asked for; name another folder with output=DIR."
              .formatted(path));
    }
    return runs.isFinished(path) ? runs.result(path) : resume(path, List.of(), label);
  }

  /** Goes on with a run. */
  TrialResult resume(Path path, List<String> settings, String label) {
    try (Progress progress = new Progress(services.console(), label)) {
      return services.get(Runs.class).resume(path, settings, watch(progress));
    }
  }

  private RunWatch watch(Progress progress) {
    return new RunWatch(services.console()::note, progress, cancellation);
  }
}
