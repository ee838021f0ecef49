package org.rank1.ops.device;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;

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
   * @throws org.rank1.io.InvalidInputException if the device is not there
   * @throws IllegalArgumentException if there are no threads
   */
  public static NDManager open(String device, int threads, long seed) {
    if (threads < 1 || threads > 4096) {
      throw new IllegalArgumentException(
          "illegal threads " + threads + ", must be between 1 and 4096");
    }
    setIfAbsent("ai.djl.offline", "true"); // otherwise the start looks for newer libraries
    setIfAbsent("OPT_OUT_TRACKING", "true");
    setIfAbsent(INTEROP_THREADS, "1");
    System.setProperty(THREADS, String.valueOf(threads));
    Engine engine = Engine.getEngine(ENGINE);
    Device chosen = Devices.choose(device, engine.getGpuCount());
    if (JniUtils.getNumThreads() != threads) {
      JniUtils.setNumThreads(threads); // the engine had started before
    }
    engine.setRandomSeed((int) (seed ^ (seed >>> 32)));
    return engine.newBaseManager(chosen);
  }

  private static void setIfAbsent(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
