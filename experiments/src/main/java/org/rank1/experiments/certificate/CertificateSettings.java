package org.rank1.experiments.certificate;

import org.rank1.experiments.validate.InputSettings;
import org.rank1.onnx.verdict.LatencyOptions;
import org.rank1.plugin.Described;
import org.rank1.plugin.Legal;

/** How a certificate is made. */
public record CertificateSettings(
    @Described("on what the models are compared") InputSettings inputs,
    @Described(value = "threads of the timed runs", unit = "threads", range = "[1, 1024]")
        int threads,
    @Described("how long to measure") LatencyOptions latency) {
  /** As {@code validate} does it: 64 images, 8 random inputs, one thread, three seconds. */
  public CertificateSettings() {
    this(new InputSettings(), 1, new LatencyOptions());
  }

  /**
   * Checks the range given above, before anything long is begun.
   *
   * @throws org.rank1.plugin.IllegalOptionException if there are fewer or more threads
   */
  public CertificateSettings {
    Legal.check(CertificateSettings.class, inputs, threads, latency);
  }
}
