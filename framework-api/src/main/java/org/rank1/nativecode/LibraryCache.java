package org.rank1.nativecode;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.rank1.io.AtomicFile;
import org.rank1.io.InvalidInputException;
import org.rank1.provenance.Sha256;

/**
 * Native libraries taken out of jars once and used again at every later start. They lie in a folder
 * named after the hash of the first of them, so that there is one of every version, and whatever
 * lies there is compared by its hash with what the jar holds before it is used.
 */
public final class LibraryCache {
  private static final int SHORT_HASH = 16;

  private final CacheFolder cache;

  /** Libraries that are kept in a folder. */
  public LibraryCache(CacheFolder cache) {
    this.cache = cache;
  }

  /**
   * A folder that holds the libraries.
   *
   * @param name what the folder's name begins with, for example {@code onnxruntime}
   * @param first where the one is read from that tells versions apart; the last part of its address
   *     is the file's name
   * @param further where the others are read from
   * @throws InvalidInputException if they cannot be kept there, or others could have put other
   *     libraries in their place
   */
  public Path extract(String name, URL first, List<URL> further) {
    try {
      String hash = hash(first);
      Path folder = cache.folder(name + "-" + hash.substring(0, SHORT_HASH));
      put(folder, first, hash);
      for (URL library : further) {
        put(folder, library, hash(library));
      }
      return folder;
    } catch (IOException e) {
      throw cache.notUsable(e);
    }
  }

  /** The sentence about libraries that were extracted and cannot be loaded from there. */
  public InvalidInputException notLoaded(Throwable failure) {
    return cache.notUsable(failure);
  }

  private static void put(Path folder, URL library, String hash) throws IOException {
    Path file = folder.resolve(fileName(library));
    if (Files.isRegularFile(file) && hash(file.toUri().toURL()).equals(hash)) {
      return;
    }
    AtomicFile.write(file, out -> copy(library, out));
  }

  private static void copy(URL library, OutputStream out) throws IOException {
    try (InputStream in = library.openStream()) {
      in.transferTo(out);
    }
  }

  private static String hash(URL library) throws IOException {
    MessageDigest digest = Sha256.digest();
    try (InputStream in = new DigestInputStream(library.openStream(), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static String fileName(URL library) {
    String path = library.getPath();
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
