package org.rank1.experiments.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rank1.data.ImageDataset;
import org.rank1.experiments.config.ExperimentSpec;
import org.rank1.experiments.config.PartKey;
import org.rank1.metric.Measurement;
import org.rank1.network.NetworkSnapshot;
import org.rank1.network.SnapshotFile;
import org.rank1.provenance.ProductVersion;
import org.rank1.provenance.Provenance;

/** What a run leaves in its folder of what it learned, at its end and on the way. */
final class RunRecord {
  /**
   * A mean loss of so many times what guessing has is no result of learning: somewhere the weights
   * have flown off, though all are finite.
   */
  private static final double ABSURD = 1000;

  private final RunFolder folder;
  private final ExperimentSpec spec;
  private final ImageDataset data;
  private final SnapshotFile snapshots;

  RunRecord(RunFolder folder, ExperimentSpec spec, ImageDataset data, SnapshotFile snapshots) {
    this.folder = folder;
    this.spec = spec;
    this.data = data;
    this.snapshots = snapshots;
  }

  /** How what the loop has learned came about; says so where that is not all it is to learn. */
  Provenance provenance(TrainingLoop loop) {
    List<EpochResult> epochs = loop.results();
    Map<String, String> details = new LinkedHashMap<>();
    details.put("epochs", String.valueOf(epochs.size()));
    if (loop.epoch() < spec.settings().epochs()) {
      details.put(
          Provenance.UNFINISHED,
          "step %d, epoch %d of %d".formatted(loop.step(), loop.epoch(), spec.settings().epochs()));
    }
    details.put("trainImages", String.valueOf(data.train().count()));
    if (!epochs.isEmpty()) {
      details.put("testAccuracy", String.valueOf(epochs.get(epochs.size() - 1).testAccuracy()));
    }
    spec.part(PartKey.DATASET)
        .options()
        .forEach(
            (option, value) ->
                details.put(Provenance.DATASET_OPTION + option, String.valueOf(value)));
    return new Provenance(
        ProductVersion.current(), spec.hash(), spec.settings().seed(), data.name(), details);
  }

  /** Writes what is learned up to the end of an epoch that is not the last. */
  void saveUnfinished(NetworkSnapshot learned) {
    save(learned);
  }

  /** Writes what was learned, and last the result, with which the run is finished. */
  TrialResult finish(TrainingLoop loop, FinalProjection projection, Optional<Measurement> moved) {
    NetworkSnapshot learned = projection.factored(loop.snapshot(provenance(loop)));
    save(learned);
    Map<String, String> forms = new LinkedHashMap<>();
    learned.network().convolutions().forEach(c -> forms.put(c.name(), c.form().name()));
    List<EpochResult> epochs = loop.results();
    TrialResult result =
        new TrialResult(
            folder.path(),
            data.name(),
            data.train().count(),
            data.test().count(),
            forms,
            epochs,
            moved,
            problem(epochs.get(epochs.size() - 1)));
    new ResultFile().save(result, folder.result());
    return result;
  }

  private Optional<String> problem(EpochResult last) {
    double guessing = Math.log(Math.max(2, data.classes()));
    for (double loss : new double[] {last.trainLoss(), last.testLoss()}) {
      if (!(loss <= ABSURD * guessing)) {
        return Optional.of(
            "Training ended with a loss of %.3g, where guessing has %.3g: nothing was learned. A smaller optimizer.learningRate may help."
                .formatted(loss, guessing));
      }
    }
    return Optional.empty();
  }

  /** The sentence for who has stopped the run. */
  String stopped(TrainingLoop loop) {
    return "Stopped at step %d, after epoch %d of %d. `./rank1 resume %s` goes on from there%s."
        .formatted(
            loop.step(),
            loop.epoch(),
            spec.settings().epochs(),
            folder.path(),
            loop.epoch() > 0
                ? "; what epoch %d had learned can be exported".formatted(loop.epoch())
                : "");
  }

  private void save(NetworkSnapshot snapshot) {
    try {
      snapshots.save(snapshot, folder.snapshot());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
