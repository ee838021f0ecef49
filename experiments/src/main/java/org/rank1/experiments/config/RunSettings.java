package org.rank1.experiments.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.rank1.plugin.Described;
import org.rank1.plugin.Legal;

/** What is set for a run and is no part. */
public record RunSettings(
    @Described("seed of initialization and of the order of images") long seed,
    @Described(value = "passes over the training images", unit = "epochs", range = "[1, 1000000]")
        int epochs,
    @Described(value = "images per step", unit = "images", range = "[1, 1048576]") int batchSize,
    @Described(
            value = "where the network is trained; auto takes the first GPU, else the CPU",
            legal = "auto, cpu or gpu:N")
        String device,
    @Described(
            value = "CPU threads",
            unit = "threads",
            range = "[0, 1024]",
            legal = "0 for all cores")
        int threads,
    @Described(
            value = "steps between two readings of the loss from the device; changes nothing else",
            unit = "steps",
            range = "[1, 1000000]")
        int readEvery,
    @Described(
            value = "when what `resume` needs is written; changes nothing else",
            legal = "epoch:k, step:k, minutes:k or none")
        String checkpoint,
    @Described(value = "how many checkpoints stay, the newest ones", legal = "last:n") String keep,
    @Described(
            value = "folder of the data files",
            legal = "the path of a folder, or empty where none is named")
        String data,
    @Described(
            value = "folder of the run",
            legal = "the path of a folder, or empty to let the command choose")
        String output) {

  private static final Pattern DEVICE = Pattern.compile("auto|cpu|gpu:\\d{1,3}");

  /** The defaults. */
  public RunSettings() {
    this(42, 5, 64, "auto", 0, 20, "epoch:1", "last:2", "", "");
  }

  /** Checks the ranges given above. */
  public RunSettings {
    Legal.check(
        RunSettings.class,
        seed,
        epochs,
        batchSize,
        device,
        threads,
        readEvery,
        checkpoint,
        keep,
        data,
        output);
    if (!DEVICE.matcher(device).matches()) {
      throw new IllegalArgumentException(
          "illegal device \"" + device + "\", must be auto, cpu or gpu:N");
    }
    CheckpointCadence.parse(checkpoint);
    KeptCheckpoints.parse(keep);
    data = checkedPath("data", data);
    output = checkedPath("output", output);
  }

  private static String checkedPath(String name, String path) {
    try {
      return path.isBlank() ? "" : Path.of(path.strip()).toString();
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(
          "illegal %s \"%s\", must be the path of a folder".formatted(name, path), e);
    }
  }

  /** How often checkpoints are written. */
  public CheckpointCadence checkpointCadence() {
    return CheckpointCadence.parse(checkpoint);
  }

  /** Which checkpoints stay. */
  public KeptCheckpoints keptCheckpoints() {
    return KeptCheckpoints.parse(keep);
  }

  /** The same on a device, with a number of threads. */
  public RunSettings on(String newDevice, int newThreads) {
    return new RunSettings(
        seed, epochs, batchSize, newDevice, newThreads, readEvery, checkpoint, keep, data, output);
  }

  /** The same for a number of epochs. */
  public RunSettings withEpochs(int newEpochs) {
    return new RunSettings(
        seed, newEpochs, batchSize, device, threads, readEvery, checkpoint, keep, data, output);
  }

  /** The same with another seed. */
  public RunSettings withSeed(long newSeed) {
    return new RunSettings(
        newSeed, epochs, batchSize, device, threads, readEvery, checkpoint, keep, data, output);
  }

  /** The same in another folder. */
  public RunSettings withOutput(Path newOutput) {
    return new RunSettings(
        seed,
        epochs,
        batchSize,
        device,
        threads,
        readEvery,
        checkpoint,
        keep,
        data,
        newOutput.toString());
  }

  /** The folder of the data files, if one is named. */
  public Optional<Path> dataFolder() {
    return data.isEmpty() ? Optional.empty() : Optional.of(Path.of(data));
  }

  /** The folder of the run, if one is named. */
  public Optional<Path> outputFolder() {
    return output.isEmpty() ? Optional.empty() : Optional.of(Path.of(output));
  }
}
