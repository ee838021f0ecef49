package org.rank1.ops.optimizer;

/** Range checks of optimizer options. */
final class OptionRanges {
  private OptionRanges() {}

  static void positive(String name, double value) {
    if (!(value > 0 && value <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "illegal " + name + " " + value + ", must be positive and finite");
    }
  }

  static void notNegative(String name, double value) {
    if (!(value >= 0 && value <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "illegal " + name + " " + value + ", must be finite and at least 0");
    }
  }

  static void belowOne(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(
          "illegal " + name + " " + value + ", must be within [0, 1)");
    }
  }
}
