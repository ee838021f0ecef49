package org.rank1.nativecode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.rank1.io.InvalidInputException;

/**
 * The folder in which native libraries lie from one start to the next: {@code RANK1_CACHE_DIR},
 * else {@code rank1} in {@code XDG_CACHE_HOME}, else {@code .cache/rank1} in the home folder.
 *
 * @param path absolute; need not be there
 * @param variable the environment variable with which users say where it is
 */
public record CacheFolder(Path path, String variable) {
  /** Names the folder itself. */
  public static final String VARIABLE = "RANK1_CACHE_DIR";

  private static final String XDG = "XDG_CACHE_HOME";

  private static final int WRITABLE_BY_GROUP = 0020;
  private static final int WRITABLE_BY_ALL = 0002;
  private static final int STICKY = 01000;

  /** The folder that the environment of this process names. */
  public static CacheFolder ofProcess() {
    return of(System.getenv(), System.getProperty("user.home", ""));
  }

  /**
   * The folder that an environment names.
   *
   * @param home the home folder where {@code HOME} is not set
   */
  public static CacheFolder of(Map<String, String> environment, String home) {
    String own = environment.getOrDefault(VARIABLE, "");
    if (!own.isEmpty()) {
      return new CacheFolder(Path.of(own).toAbsolutePath().normalize(), VARIABLE);
    }
    String shared = environment.getOrDefault(XDG, "");
    if (!shared.isEmpty() && Path.of(shared).isAbsolute()) {
      return new CacheFolder(Path.of(shared, "rank1").normalize(), VARIABLE);
    }
    String ownHome = environment.getOrDefault("HOME", home);
    return new CacheFolder(
        Path.of(ownHome.isEmpty() ? home : ownHome, ".cache", "rank1").toAbsolutePath(), VARIABLE);
  }

  /**
   * Makes a folder within, readable by its owner only, if it is not there.
   *
   * @throws InvalidInputException if it cannot be made, or others could put libraries into it
   */
  public Path folder(String name) {
    Path folder = path.resolve(name);
    try {
      create(path);
      requireTrusted(path);
      create(folder);
      requireTrusted(folder);
      return folder;
    } catch (IOException e) {
      throw notUsable(e);
    }
  }

  private static void create(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createDirectories(folder);
      return;
    }
    Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  /** Refuses what others may write, or move away: native code that lies there is run. */
  private void requireTrusted(Path folder) throws IOException {
    Path real = folder.toRealPath();
    if (!real.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      return;
    }
    int own = mode(real);
    if ((own & WRITABLE_BY_ALL) != 0
        || ((own & WRITABLE_BY_GROUP) != 0 && !ProcessOwner.isAlone(real))) {
      throw untrusted(real, "others may write to it");
    }
    if (!ProcessOwner.trusts(real)) {
      throw untrusted(real, "it belongs to another user");
    }
    for (Path above = real.getParent(); above != null; above = above.getParent()) {
      int mode = mode(above);
      if ((mode & WRITABLE_BY_ALL) != 0 && (mode & STICKY) == 0) {
        throw untrusted(above, "others may write to it");
      }
    }
  }

  private static int mode(Path folder) throws IOException {
    return (int) Files.getAttribute(folder, "unix:mode", LinkOption.NOFOLLOW_LINKS);
  }

  private InvalidInputException untrusted(Path folder, String reason) {
    return new InvalidInputException(
        "Native libraries are not loaded from \"%s\": %s. Set %s to a folder that only you may write."
            .formatted(folder, reason, variable));
  }

  /** The refusal of this folder, because of what happened when it was used. */
  public InvalidInputException notUsable(Throwable failure) {
    String reason =
        failure instanceof IOException e
            ? Sentences.reason(e)
            : String.valueOf(failure.getMessage());
    return new InvalidInputException(
        "Cannot keep native libraries in \"%s\": %s. Set %s to a folder that you may write and from which programs may run."
            .formatted(path, reason.replaceAll("\\s+", " ").strip(), variable),
        failure);
  }
}
