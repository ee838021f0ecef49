package org.rank1.experiments.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What is set for a run and is no part.
 *
 * @param seed of initialization and order
 * @param epochs passes over the training images, at least 1
 * @param batchSize images per step, at least 1
 * @param device {@code auto} (the first GPU, else the CPU), {@code cpu} or {@code gpu:N}
 * @param threads CPU threads, 0 for all cores
 * @param readEvery after how many steps the loss is read from the device, at least 1; changes
 *     nothing else
 * @param data the folder of the data files, empty where none is named
 * @param output the folder of the run, empty to let the command choose
 */
public record RunSettings(
    long seed,
    int epochs,
    int batchSize,
    String device,
    int threads,
    int readEvery,
    String data,
    String output) {

  private static final Pattern DEVICE = Pattern.compile("auto|cpu|gpu:\\d{1,3}");

  /** The defaults. */
  public RunSettings() {
    this(42, 5, 64, "auto", 0, 20, "", "");
  }

  /** Checks the ranges given above. */
  public RunSettings {
    within("epochs", epochs, 1, 1_000_000);
    within("batchSize", batchSize, 1, 1 << 20);
    within("threads", threads, 0, 1024);
    within("readEvery", readEvery, 1, 1_000_000);
    if (!DEVICE.matcher(device).matches()) {
      throw new IllegalArgumentException(
          "illegal device \"" + device + "\", must be auto, cpu or gpu:N");
    }
    data = checkedPath("data", data);
    output = checkedPath("output", output);
  }

  private static void within(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "illegal %s %d, must be within [%d, %d]".formatted(name, value, least, most));
    }
  }

  private static String checkedPath(String name, String path) {
    try {
      return path.isBlank() ? "" : Path.of(path.strip()).toString();
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(
          "illegal %s \"%s\", must be the path of a folder".formatted(name, path), e);
    }
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
