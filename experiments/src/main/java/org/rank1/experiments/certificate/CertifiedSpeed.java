package org.rank1.experiments.certificate;

import java.util.List;
import org.rank1.experiments.validate.InputSettings;
import org.rank1.io.InvalidInputException;
import org.rank1.onnx.verdict.LatencyOptions;
import org.rank1.onnx.verdict.LatencyReport;
import org.rank1.onnx.verdict.ModelLatency;
import org.rank1.plugin.IllegalOptionException;

/**
 * How fast the models are, and how that was measured.
 *
 * @param threads of the timed runs, between 1 and 1024
 * @param seconds time for the measured rounds, see {@link LatencyOptions}
 * @param warmUpSeconds time to warm each model up
 * @param confidence level of the intervals
 * @param seed of the bootstrap
 * @param inputSha256 hash of the batch that both models were fed
 * @param report what came of it: the models are {@code reference} and {@code candidate}
 */
public record CertifiedSpeed(
    int threads,
    double seconds,
    double warmUpSeconds,
    double confidence,
    long seed,
    String inputSha256,
    LatencyReport report) {
  static final String REFERENCE = "reference";
  static final String CANDIDATE = "candidate";

  /**
   * Checks.
   *
   * @throws InvalidInputException if a setting is out of its range, or the report is not about
   *     these two models
   */
  public CertifiedSpeed {
    Hashes.require("speed.inputSha256", inputSha256);
    try {
      new CertificateSettings(
          new InputSettings(),
          threads,
          new LatencyOptions(seconds, warmUpSeconds, confidence, seed));
    } catch (IllegalOptionException e) {
      throw new InvalidInputException(e.at("speed." + e.component()), e);
    }
    if (!report.models().stream()
        .map(ModelLatency::name)
        .toList()
        .equals(List.of(REFERENCE, CANDIDATE))) {
      throw new InvalidInputException(
          "Illegal models %s at speed.report, must be \"%s\" and \"%s\"."
              .formatted(
                  report.models().stream().map(ModelLatency::name).toList(), REFERENCE, CANDIDATE));
    }
  }

  LatencyOptions options() {
    return new LatencyOptions(seconds, warmUpSeconds, confidence, seed);
  }

  /** The latency of the reference. */
  public ModelLatency reference() {
    return report.model(REFERENCE);
  }

  /** The latency of the candidate, with its speed-up. */
  public ModelLatency candidate() {
    return report.model(CANDIDATE);
  }
}
