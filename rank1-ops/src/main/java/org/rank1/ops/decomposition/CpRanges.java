package org.rank1.ops.decomposition;

/** Legal options of a search for Kruskal tensors. */
final class CpRanges {
  private CpRanges() {}

  /**
   * Checks options.
   *
   * @param form the options of the form, which have checked themselves
   */
  static void check(Record form, int starts, int sweeps, double termBound) {
    if (starts < 0 || starts > 10_000) {
      throw new IllegalArgumentException(
          "illegal starts " + starts + ", must be between 0 and 10000, for " + form);
    }
    if (sweeps < 1 || sweeps > 100_000) {
      throw new IllegalArgumentException(
          "illegal sweeps " + sweeps + ", must be between 1 and 100000, for " + form);
    }
    if (!(termBound >= 1 && termBound <= 1e6)) {
      throw new IllegalArgumentException(
          "illegal termBound " + termBound + ", must be within [1, 1000000], for " + form);
    }
  }
}
