package org.rank1.experiments.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.rank1.io.InvalidInputException;
import org.rank1.plugin.Described;

/**
 * What training starts from.
 *
 * <p>Where a run lies is not what it has learned. So a run that starts writes down the hash of the
 * snapshot it starts from ({@link #pinned}); from then on the {@linkplain ExperimentSpec#hash hash}
 * of its configuration covers that and not the folder, and doing it again from another snapshot is
 * refused.
 */
public record InitSettings(
    @Described(
            value = "folder of a finished run whose factors training starts from",
            legal = "the path of a run's folder, or empty for random factors")
        String from,
    @Described(
            value = "SHA-256 of that run's snapshot, which a run writes down when it starts",
            legal = "64 hexadecimal digits, or empty for whatever the folder holds")
        String snapshot) {
  private static final Pattern HASH = Pattern.compile("|[0-9a-f]{64}");

  /** Random factors. */
  public InitSettings() {
    this("", "");
  }

  /** Checks that the one is a path and the other a hash, of something. */
  public InitSettings {
    try {
      from = from.isBlank() ? "" : Path.of(from.strip()).toString();
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(
          "illegal from \"" + from + "\", must be the path of a run's folder", e);
    }
    if (!HASH.matcher(snapshot).matches()) {
      throw new IllegalArgumentException(
          "illegal snapshot \"" + snapshot + "\", must be 64 hexadecimal digits, or empty");
    }
  }

  /** The folder of the run, if one is named. */
  public Optional<Path> fromFolder() {
    return from.isEmpty() ? Optional.empty() : Optional.of(Path.of(from));
  }

  /**
   * These settings with the snapshot that they mean.
   *
   * @param actual SHA-256 of the snapshot file in {@link #from}
   * @throws InvalidInputException if another one is asked for
   */
  public InitSettings pinned(String actual) {
    if (!snapshot.isEmpty() && !snapshot.equals(actual)) {
      throw new InvalidInputException(
          "The snapshot of the run \"%s\" at init.from has SHA-256 %s, not %s as init.snapshot says."
              .formatted(from, actual, snapshot));
    }
    return new InitSettings(from, actual);
  }
}
