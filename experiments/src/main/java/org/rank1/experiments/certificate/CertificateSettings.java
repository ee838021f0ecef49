package org.rank1.experiments.certificate;

import org.rank1.experiments.validate.InputSettings;
import org.rank1.onnx.verdict.LatencyOptions;

/**
 * How a certificate is made.
 *
 * @param inputs on what the models are compared
 * @param threads of the timed runs
 * @param latency how long to measure
 */
public record CertificateSettings(InputSettings inputs, int threads, LatencyOptions latency) {

  /** As {@code validate} does it: 64 images, 8 random inputs, one thread, three seconds. */
  public CertificateSettings() {
    this(new InputSettings(), 1, new LatencyOptions());
  }
}
