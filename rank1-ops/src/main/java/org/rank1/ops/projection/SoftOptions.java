package org.rank1.ops.projection;

import java.util.List;

/**
 * Options of {@code soft}.
 *
 * @param of the name of the projection that is softened
 * @param with its options, each as {@code name=value}; those that are not given have their defaults
 * @param lambda λ at the start of training, within [0, 1]
 * @param lambdaEnd λ at its end, within [0, 1]
 * @param ramp the way from one to the other
 */
public record SoftOptions(
    String of, List<String> with, double lambda, double lambdaEnd, Ramp ramp) {

  /** How λ goes from its first to its last value over the share of training that is done. */
  public enum Ramp {
    /** Along a straight line. */
    LINEAR,
    /** Along half a cosine: slowly at both ends. */
    COSINE
  }

  /** Half-way hard {@code rank1-hopm} that hardens: λ from 0.3 to 1 along a line. */
  public SoftOptions() {
    this("rank1-hopm", List.of(), 0.3, 1, Ramp.LINEAR);
  }

  /** Checks the ranges given above. */
  public SoftOptions {
    with = List.copyOf(with);
    for (String option : with) {
      if (option.indexOf('=') < 1) {
        throw new IllegalArgumentException("illegal with \"" + option + "\", must be name=value");
      }
    }
    within("lambda", lambda);
    within("lambdaEnd", lambdaEnd);
  }

  private static void within(String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(
          "illegal " + name + " " + value + ", must be within [0, 1]");
    }
  }

  /**
   * λ at a moment.
   *
   * @param progress the share of training that is done, from 0 to 1
   */
  public double lambdaAt(double progress) {
    double share = ramp == Ramp.LINEAR ? progress : (1 - Math.cos(Math.PI * progress)) / 2;
    return lambda + (lambdaEnd - lambda) * share;
  }
}
