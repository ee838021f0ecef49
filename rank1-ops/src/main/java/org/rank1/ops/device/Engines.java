package org.rank1.ops.device;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Optional;
import org.rank1.io.InvalidInputException;
import org.rank1.nativecode.CacheFolder;
import org.rank1.nativecode.JnaLibrary;
import org.rank1.nativecode.LibraryCache;
import org.rank1.nativecode.NativeEnvironment;

/** Starts the engine. Until {@link #open} is called no native library is loaded. */
public final class Engines {
  private static final String ENGINE = "PyTorch";
  private static final String THREADS = "ai.djl.pytorch.num_threads";
  private static final String INTEROP_THREADS = "ai.djl.pytorch.num_interop_threads";

  private Engines() {}

  /**
   * Opens a manager on a device and seeds the engine (dropout is what draws from it). The engine
   * starts on the first call, offline, with one inter-op thread; that number is fixed from then on.
   *
   * @param device {@code auto}, {@code cpu} or {@code gpu:N}
   * @param threads threads within an operation on the CPU, at least 1
   * @return owns everything of a run; close it
   * @throws InvalidInputException if the device is not there, or computes wrong convolutions
   * @throws IllegalArgumentException if there are no threads
   */
  public static NDManager open(String device, int threads, long seed) {
    if (threads < 1 || threads > 4096) {
      throw new IllegalArgumentException(
          "illegal threads " + threads + ", must be between 1 and 4096");
    }
    CacheFolder cache = CacheFolder.ofProcess();
    LibraryCache libraries = new LibraryCache(cache);
    JnaLibrary.provide(libraries);
    HiddenCaches.respect(new NativeEnvironment(libraries));
    setIfAbsent("ai.djl.offline", "true"); // otherwise the start looks for newer libraries
    setIfAbsent("OPT_OUT_TRACKING", "true");
    setIfAbsent(INTEROP_THREADS, "1");
    System.setProperty(THREADS, String.valueOf(threads));
    Engine engine = start(EngineFolder.provide(cache));
    Device chosen = Devices.choose(device, engine.getGpuCount());
    if (JniUtils.getNumThreads() != threads) {
      JniUtils.setNumThreads(threads); // the engine had started before
    }
    engine.setRandomSeed((int) (seed ^ (seed >>> 32)));
    NDManager manager = engine.newBaseManager(chosen);
    try {
      EngineCheck.require(manager, Processor.name());
      return manager;
    } catch (InvalidInputException e) {
      manager.close();
      throw e;
    }
  }

  private static Engine start(CacheFolder folder) {
    try {
      return Engine.getEngine(ENGINE);
    } catch (EngineException | IllegalStateException | LinkageError e) {
      Optional<InvalidInputException> blamed = EngineFolder.blamed(folder, e);
      if (blamed.isPresent()) {
        throw blamed.get();
      }
      throw e;
    }
  }

  private static void setIfAbsent(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
