package org.rank1.onnx.runtime;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.rank1.io.InvalidInputException;
import org.rank1.nativecode.LibraryCache;

/**
 * The native libraries of ONNX Runtime, kept in the cache folder. Left to itself it writes all of
 * them into the temporary folder at every start.
 */
final class RuntimeLibraries {
  /** Where ONNX Runtime looks for its libraries before it takes them out of its jar. */
  static final String FOLDER = "onnxruntime.native.path";

  private static final String MAIN = "onnxruntime";

  /** The others, as far as the jar has them; what is for CUDA is only in the jar for GPUs. */
  private static final List<String> FURTHER =
      List.of("onnxruntime4j_jni", "onnxruntime_providers_shared", "onnxruntime_providers_cuda");

  private RuntimeLibraries() {}

  /** Has ONNX Runtime load its libraries from the cache, unless it was told another place. */
  static void provide(LibraryCache cache) {
    if (System.getProperty(FOLDER) != null) {
      return;
    }
    URL main = find(MAIN);
    if (main == null) {
      return; // nothing for this platform; ONNX Runtime says so itself
    }
    List<URL> further = new ArrayList<>();
    for (String name : FURTHER) {
      URL library = find(name);
      if (library != null) {
        further.add(library);
      }
    }
    System.setProperty(FOLDER, cache.extract(MAIN, main, further).toString());
  }

  private static @Nullable URL find(String library) {
    return OrtEnvironment.class // not initialized by being named
        .getResource("/ai/onnxruntime/native/" + platform() + "/" + System.mapLibraryName(library));
  }

  /** What ONNX Runtime calls this platform. */
  private static String platform() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    String system = os.contains("mac") ? "osx" : os.contains("win") ? "win" : "linux";
    return system + (arch.equals("aarch64") || arch.equals("arm64") ? "-aarch64" : "-x64");
  }

  /** The sentence about libraries that cannot be loaded. */
  static InvalidInputException notLoaded(LibraryCache cache, LinkageError failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException) { // it makes a folder there, though it puts nothing into it
        return new InvalidInputException(
            "Cannot use the temporary folder \"%s\" (%s). Name another with -Djava.io.tmpdir=DIR."
                .formatted(System.getProperty("java.io.tmpdir"), cause),
            failure);
      }
    }
    return cache.notLoaded(failure);
  }
}
