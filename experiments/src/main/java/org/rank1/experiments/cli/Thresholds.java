package org.rank1.experiments.cli;

import org.rank1.io.InvalidInputException;

/** Limits that a user sets and a result must reach. */
final class Thresholds {
  private Thresholds() {}

  /**
   * A ratio of times.
   *
   * @throws InvalidInputException if it is negative, infinite or no number
   */
  static void requireRatio(double value, String option) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new InvalidInputException(
          "Illegal value \"%s\" at %s, must be a finite number of at least 0."
              .formatted(value, option));
    }
  }

  /**
   * A share of the whole.
   *
   * @throws InvalidInputException if it is outside [0, 1]
   */
  static void requireShare(double value, String option) {
    if (!(value >= 0 && value <= 1)) {
      throw new InvalidInputException(
          "Illegal value \"%s\" at %s, must be within [0, 1].".formatted(value, option));
    }
  }
}
