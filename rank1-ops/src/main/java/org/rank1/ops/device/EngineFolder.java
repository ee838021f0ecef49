package org.rank1.ops.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rank1.io.InvalidInputException;
import org.rank1.nativecode.CacheFolder;

/**
 * Where the engine unpacks its libraries. Left to itself it takes {@code .djl.ai} in the home
 * folder and, where that cannot be written, a folder of the same name in the temporary folder, into
 * which anybody may put libraries.
 */
final class EngineFolder {
  private static final String OWN = "ENGINE_CACHE_DIR";
  private static final String SHARED = "DJL_CACHE_DIR";
  private static final String NAME = ".djl.ai";

  private EngineFolder() {}

  /**
   * Has the engine unpack its libraries where only this user may.
   *
   * @param cache taken where the home folder cannot be written
   * @throws InvalidInputException if there is no such folder
   */
  static CacheFolder provide(CacheFolder cache) {
    requireLibraries(System.getenv("PYTORCH_LIBRARY_PATH"));
    Optional<CacheFolder> named = named(OWN).or(() -> named(SHARED));
    if (named.isPresent()) {
      return checked(named.get());
    }
    Path home = Path.of(System.getProperty("user.home"));
    if (Files.isWritable(home)) {
      return checked(new CacheFolder(home.resolve(NAME).toAbsolutePath(), SHARED));
    }
    System.setProperty(OWN, cache.folder("engine").toString());
    return cache;
  }

  /**
   * The engine passes over a folder that is not there, and takes the libraries it brings itself.
   */
  private static void requireLibraries(@Nullable String given) {
    if (given != null && !given.isEmpty() && !Files.isDirectory(Path.of(given))) {
      throw new InvalidInputException(
          "There is no folder \"%s\", which PYTORCH_LIBRARY_PATH names; give the lib folder of a libtorch, or unset it to compute on the CPU."
              .formatted(given));
    }
  }

  /** Where it unpacks its libraries, as far as that was decided. */
  static Path path() {
    return named(OWN)
        .or(() -> named(SHARED))
        .map(CacheFolder::path)
        .orElse(Path.of(System.getProperty("user.home"), NAME));
  }

  private static Optional<CacheFolder> named(String variable) {
    String given = System.getenv(variable);
    String folder = given == null ? System.getProperty(variable, "") : given;
    return folder.isEmpty()
        ? Optional.empty()
        : Optional.of(new CacheFolder(Path.of(folder).toAbsolutePath(), variable));
  }

  private static CacheFolder checked(CacheFolder folder) {
    folder.folder("pytorch");
    return folder;
  }

  /** The sentence about an engine that does not start because of this folder; else empty. */
  static Optional<InvalidInputException> blamed(CacheFolder folder, Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException || cause instanceof UnsatisfiedLinkError) {
        return Optional.of(folder.notUsable(cause));
      }
    }
    return Optional.empty();
  }
}
