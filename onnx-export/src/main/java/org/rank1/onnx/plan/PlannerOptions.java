package org.rank1.onnx.plan;

import org.rank1.onnx.verdict.LatencyOptions;
import org.rank1.plugin.Described;
import org.rank1.plugin.Legal;

/** How carefully a plan is made. */
public record PlannerOptions(
    @Described("how each layer's candidates are timed") LatencyOptions layer,
    @Described("how whole networks are timed against each other") LatencyOptions network,
    @Described(
            value =
                "how often all layers are tried the other way on the whole network; it ends earlier when a pass changes nothing",
            range = "[0, 10]")
        int passes,
    @Described(
            value =
                "candidates up to this factor slower on their own than the fastest are tried on the whole network",
            range = "[1, 10]")
        double tolerance,
    @Described(
            value = "time after which no further change is tried",
            unit = "seconds",
            range = "[0, 3600]")
        double improveSeconds) {
  /** 0.2 s per layer, 1 s per comparison of networks, two passes, up to 1.3 times slower, 45 s. */
  public PlannerOptions() {
    this(new LatencyOptions(0.2, 0.03, 0.95, 0), new LatencyOptions(1, 0.05, 0.95, 0), 2, 1.3, 45);
  }

  /** Checks the ranges given above. */
  public PlannerOptions {
    Legal.check(PlannerOptions.class, layer, network, passes, tolerance, improveSeconds);
  }
}
