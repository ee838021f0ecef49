package org.rank1.experiments.certificate;

import org.rank1.experiments.validate.InputSettings;
import org.rank1.io.InvalidInputException;
import org.rank1.onnx.verdict.LatencyOptions;

/**
 * How a certificate is made.
 *
 * @param inputs on what the models are compared
 * @param threads of the timed runs, between 1 and 1024
 * @param latency how long to measure
 */
public record CertificateSettings(InputSettings inputs, int threads, LatencyOptions latency) {
  private static final int MOST_THREADS = 1024;

  /** As {@code validate} does it: 64 images, 8 random inputs, one thread, three seconds. */
  public CertificateSettings() {
    this(new InputSettings(), 1, new LatencyOptions());
  }

  /**
   * Checks the range given above, before anything long is begun.
   *
   * @throws InvalidInputException if there are fewer or more threads
   */
  public CertificateSettings {
    requireThreads(threads, "--threads");
  }

  static void requireThreads(int threads, String place) {
    if (threads < 1 || threads > MOST_THREADS) {
      throw new InvalidInputException(
          "Illegal value \"%d\" at %s, must be within [1, %d]."
              .formatted(threads, place, MOST_THREADS));
    }
  }
}
