package org.rank1.onnx.plan;

import org.rank1.onnx.verdict.LatencyOptions;

/**
 * How carefully a plan is made.
 *
 * @param layer how each layer's candidates are timed
 * @param network how whole networks are timed against each other
 * @param passes how often all layers are tried the other way on the whole network, within [0, 10];
 *     it ends earlier when a pass changes nothing
 * @param tolerance candidates up to this factor slower on their own than the fastest are tried on
 *     the whole network, within [1, 10]
 * @param improveSeconds after this time no further change is tried, within [0, 3600]
 */
public record PlannerOptions(
    LatencyOptions layer,
    LatencyOptions network,
    int passes,
    double tolerance,
    double improveSeconds) {
  /** 0.2 s per layer, 1 s per comparison of networks, two passes, up to 1.3 times slower, 45 s. */
  public PlannerOptions() {
    this(new LatencyOptions(0.2, 0.03, 0.95, 0), new LatencyOptions(1, 0.05, 0.95, 0), 2, 1.3, 45);
  }

  /** Checks the ranges given above. */
  public PlannerOptions {
    if (passes < 0 || passes > 10) {
      throw new IllegalArgumentException("illegal passes " + passes + ", must be within [0, 10]");
    }
    if (!(tolerance >= 1 && tolerance <= 10)) {
      throw new IllegalArgumentException(
          "illegal tolerance " + tolerance + ", must be within [1, 10]");
    }
    if (!(improveSeconds >= 0 && improveSeconds <= 3600)) {
      throw new IllegalArgumentException(
          "illegal improveSeconds " + improveSeconds + ", must be within [0, 3600]");
    }
  }
}
