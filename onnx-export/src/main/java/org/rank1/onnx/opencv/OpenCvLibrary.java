package org.rank1.onnx.opencv;

import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.opencv.core.Core;
import org.rank1.io.InvalidInputException;
import org.rank1.nativecode.CacheFolder;
import org.rank1.nativecode.LibraryCache;
import org.rank1.nativecode.NativeEnvironment;

/**
 * The native library of OpenCV, kept in the cache folder. Left to itself it is written into the
 * temporary folder at every start.
 */
final class OpenCvLibrary {
  private static final String NET = "org.opencv.dnn.Net";
  private static boolean loaded;

  private OpenCvLibrary() {}

  static boolean isOnClassPath() {
    try {
      Class.forName(NET, false, OpenCvLibrary.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  static String version() {
    return Core.VERSION;
  }

  /**
   * Loads it, once.
   *
   * @throws InvalidInputException if there is none for this platform, or it cannot be kept or
   *     loaded
   */
  static synchronized void load() {
    if (loaded) {
      return;
    }
    LibraryCache cache = new LibraryCache(CacheFolder.ofProcess());
    // What goes wrong comes as an exception; OpenCV would write it to standard error as well.
    new NativeEnvironment(cache).setIfAbsent("OPENCV_LOG_LEVEL", "SILENT");
    String name = System.mapLibraryName(Core.NATIVE_LIBRARY_NAME);
    URL library = Core.class.getResource("/nu/pattern/opencv/" + platform() + "/" + name);
    if (library == null) {
      throw new InvalidInputException(
          "Runtime \"%s\" has no native library for this platform (%s, %s)."
              .formatted(
                  OpenCvRuntime.NAME,
                  System.getProperty("os.name"),
                  System.getProperty("os.arch")));
    }
    Path folder = cache.extract("opencv", library, List.of());
    try {
      System.load(folder.resolve(name).toString());
    } catch (UnsatisfiedLinkError e) {
      throw cache.notLoaded(e);
    }
    Core.setErrorVerbosity(false);
    loaded = true;
  }

  /** What the jar calls this platform. */
  private static String platform() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    String system = os.contains("mac") ? "osx" : os.contains("win") ? "windows" : "linux";
    return system + (arch.equals("aarch64") || arch.equals("arm64") ? "/ARMv8" : "/x86_64");
  }
}
