package org.rank1.experiments.certificate;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rank1.io.InvalidInputException;

/**
 * One of the two models.
 *
 * @param file the name of its file
 * @param path where it lies below the certificate's folder, with {@code /} between names; null if
 *     it lies elsewhere
 * @param sha256 hash of the file's bytes, hexadecimal
 * @param bytes size of the file
 */
public record CertifiedModel(String file, @Nullable String path, String sha256, long bytes) {
  private static final int LONGEST = 255;

  /**
   * Checks.
   *
   * @throws InvalidInputException if a name is none of a single file, or the hash is none
   */
  public CertifiedModel {
    requireName(file, file);
    if (path != null) {
      for (String name : names(path)) {
        requireName(name, path);
      }
    }
    Hashes.require("sha256", sha256);
  }

  /** The names of which a path consists. */
  static List<String> names(String path) {
    return List.of(path.split("/", -1));
  }

  /** A name that stays in its folder, whatever the operating system. */
  private static void requireName(String name, String within) {
    boolean plain =
        !name.isEmpty()
            && name.length() <= LONGEST
            && !name.equals(".")
            && !name.equals("..")
            && name.chars().noneMatch(c -> c == '/' || c == '\\' || c == ':' || c < ' ');
    if (!plain) {
      throw new InvalidInputException(
          "Illegal file \"%s\" of a model, must be names of at most %d characters, not \"..\", without \\ and :, below the certificate's folder."
              .formatted(within, LONGEST));
    }
  }
}
