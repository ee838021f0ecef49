package org.rank1.onnx.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import org.jspecify.annotations.Nullable;
import org.rank1.io.InvalidInputException;
import org.rank1.nativecode.CacheFolder;
import org.rank1.nativecode.LibraryCache;
import org.rank1.nativecode.NativeEnvironment;

/**
 * The environment of ONNX Runtime, of which a process has only one. Whatever touches ONNX Runtime
 * asks for it first, because three things must be so before its library is loaded, and cannot be
 * mended afterwards; see docs/decisions/019-native-runtime.md.
 */
final class OneEnvironment {
  /** Its telemetry: on by default, and sends names and metadata of models to its maker. */
  private static final String DISABLE_TELEMETRY = "ORT_DISABLE_TELEMETRY";

  /** At start it takes the command line apart by recursion, as deep as the line is long. */
  private static final long STACK_BYTES = 64L << 20;

  private static @Nullable OrtEnvironment environment;

  private OneEnvironment() {}

  /**
   * The environment, started by the first call. Its warnings, which go to standard error past every
   * logger, are off, and so are its errors: they come as exceptions too.
   *
   * @throws InvalidInputException if its libraries cannot be kept or loaded
   */
  static synchronized OrtEnvironment get() {
    if (environment == null) {
      environment = start(new LibraryCache(CacheFolder.ofProcess()));
    }
    return environment;
  }

  private static OrtEnvironment start(LibraryCache cache) {
    new NativeEnvironment(cache).set(DISABLE_TELEMETRY, "1");
    RuntimeLibraries.provide(cache);
    Starter starter = new Starter();
    Thread thread = new Thread(null, starter, "onnxruntime-start", STACK_BYTES);
    thread.start();
    joinUninterruptibly(thread);
    return starter.started(cache);
  }

  private static void joinUninterruptibly(Thread thread) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true; // starting takes milliseconds, and cannot be given up half-way
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Loads the libraries and makes the environment, on a thread of its own. */
  private static final class Starter implements Runnable {
    private @Nullable OrtEnvironment made;
    private @Nullable LinkageError failure;

    @Override
    public void run() {
      try {
        made = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "rank1");
      } catch (LinkageError e) {
        failure = e;
      }
    }

    OrtEnvironment started(LibraryCache cache) {
      if (made != null) {
        return made;
      }
      if (failure == null) {
        throw new IllegalStateException("ONNX Runtime did not start");
      }
      throw RuntimeLibraries.notLoaded(cache, failure);
    }
  }
}
