package org.rank1.experiments.cli;

import java.util.List;
import org.rank1.io.InvalidInputException;
import org.rank1.io.NearMisses;
import picocli.CommandLine.Option;

/** The numbers in which a model computes. */
final class PrecisionOption {
  private static final String FP32 = "fp32";
  private static final String INT8 = "int8";

  @Option(
      names = "--precision",
      paramLabel = "fp32|int8",
      defaultValue = FP32,
      description =
          "fp32, or int8: weights and activations as bytes, an approximation (default:"
              + " ${DEFAULT-VALUE}).")
  private String precision;

  /**
   * Whether int8 is asked for.
   *
   * @throws InvalidInputException if it is neither
   */
  boolean isInt8() {
    if (!List.of(FP32, INT8).contains(precision)) {
      throw new InvalidInputException(
          NearMisses.unknown("precision", precision, "--precision", List.of(FP32, INT8)));
    }
    return precision.equals(INT8);
  }
}
