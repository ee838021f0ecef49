package org.rank1;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import org.rank1.experiments.app.Product;
import org.rank1.experiments.config.ExperimentReader;
import org.rank1.experiments.config.ExperimentSpec;
import org.rank1.experiments.config.PartKey;
import org.rank1.experiments.train.RunFolder;
import org.rank1.experiments.train.RunWatch;
import org.rank1.experiments.train.Runs;
import org.rank1.experiments.train.TrialResult;
import org.rank1.io.InvalidInputException;
import org.rank1.plugin.Parts;

/** Trains experiments that are read first and run later; {@link Rank1#training} gives it. */
public final class Training {
  /** What becomes of a run that is in the folder already. */
  public enum Begun {
    /** Training is refused. */
    REFUSED,
    /** The run is gone on with if it is the same; a finished one is only read. */
    RESUMED
  }

  private final Product product;

  Training(Product product) {
    this.product = product;
  }

  /**
   * Reads what an experiment is; nothing is trained.
   *
   * <pre>{@code
   * ExperimentSpec experiment = rank1.training().read("dataset=synthetic", "dataset.train=200", "epochs=1");
   * }</pre>
   *
   * @param settings {@code key=value}, as after {@code ./rank1 train}
   * @throws InvalidInputException if a key, a part, an option or a value is illegal
   */
  public ExperimentSpec read(String... settings) {
    return reader().read(List.of(settings));
  }

  /**
   * Reads what an experiment is from a YAML file.
   *
   * <pre>{@code
   * ExperimentSpec fromFile = rank1.training().readFile(configuration, "epochs=2");
   * }</pre>
   *
   * @param settings {@code key=value}; they win over the file's
   * @throws InvalidInputException if the file is none, or a key, a part, an option or a value is
   *     illegal
   */
  public ExperimentSpec readFile(Path configuration, String... settings) {
    return reader().read(configuration, List.of(settings));
  }

  private ExperimentReader reader() {
    return new ExperimentReader(product.get(Parts.class));
  }

  /**
   * The folder an experiment names, or a free one under {@code runs} that is called after its
   * parts.
   *
   * <pre>{@code
   * Path home = rank1.training().folder(experiment);
   * }</pre>
   */
  public Path folder(ExperimentSpec experiment) {
    return experiment
        .settings()
        .outputFolder()
        .orElseGet(
            () ->
                RunFolder.free(
                    Path.of("runs"),
                    String.join(
                        "-",
                        experiment.part(PartKey.DATASET).name(),
                        experiment.part(PartKey.ARCHITECTURE).name(),
                        experiment.part(PartKey.PARAMETERIZATION).name())));
  }

  /**
   * Trains an experiment.
   *
   * <pre>{@code
   * TrialResult once = rank1.training().run(experiment, folder, Training.Begun.REFUSED, RunWatch.nobody());
   * TrialResult same = rank1.training().run(experiment, folder, Training.Begun.RESUMED, RunWatch.nobody());
   * }</pre>
   *
   * @param folder receives the run
   * @throws InvalidInputException if a part does not fit, or the folder holds another run
   */
  public TrialResult run(ExperimentSpec experiment, Path folder, Begun begun, RunWatch watch) {
    Runs runs = product.get(Runs.class);
    if (begun == Begun.REFUSED || !new RunFolder(folder).isBegun()) {
      return runs.run(experiment, folder, watch);
    }
    runs.requireSame(experiment, folder);
    return runs.isFinished(folder) ? runs.result(folder) : resume(folder, watch);
  }

  /**
   * Trains an experiment once with each seed, in folders {@code seed-N}.
   *
   * <pre>{@code
   * List<TrialResult> runs = rank1.training().seeds(experiment, List.of(1L, 2L), both, Training.Begun.REFUSED, RunWatch.nobody());
   * }</pre>
   *
   * @param parent receives the folders
   * @return the results in the order of the seeds
   * @throws InvalidInputException if a seed stands twice, or as {@link #run}; what is in the way of
   *     any of them is found before the first is trained
   */
  public List<TrialResult> seeds(
      ExperimentSpec experiment, List<Long> seeds, Path parent, Begun begun, RunWatch watch) {
    if (new HashSet<>(seeds).size() < seeds.size()) {
      throw new InvalidInputException("A seed stands twice in " + seeds + ".");
    }
    List<ExperimentSpec> each =
        seeds.stream()
            .map(
                seed ->
                    experiment.withSettings(
                        experiment
                            .settings()
                            .withSeed(seed)
                            .withOutput(parent.resolve("seed-" + seed))))
            .toList();
    if (begun == Begun.REFUSED) {
      each.forEach(spec -> RunFolder.unused(folder(spec))); // before hours of training
    }
    return each.stream().map(spec -> run(spec, folder(spec), begun, watch)).toList();
  }

  /**
   * Goes on with a run from its newest checkpoint; see {@link Rank1#resume}.
   *
   * <pre>{@code
   * TrialResult longer = rank1.training().resume(folder, RunWatch.nobody(), "epochs=2");
   * }</pre>
   */
  public TrialResult resume(Path folder, RunWatch watch, String... settings) {
    return product.get(Runs.class).resume(folder, List.of(settings), watch);
  }
}
