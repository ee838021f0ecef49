package org.rank1.experiments.demo;

import java.util.List;

/**
 * One arm of the demo.
 *
 * @param name what it is called
 * @param settings what distinguishes it from the others
 */
record DemoArm(String name, List<String> settings) {
  /** All arms; the first one is what the others are compared with. */
  static final List<DemoArm> ALL =
      List.of(
          new DemoArm("dense", List.of("parameterization=dense")),
          new DemoArm("rank1", List.of("parameterization=rank1")),
          new DemoArm(
              "rank1-projected",
              List.of(
                  "parameterization=dense", "projection=rank1-hopm", "projection.when=epoch:1")),
          new DemoArm("flattened", List.of("parameterization=flattened")));

  /** Copies. */
  DemoArm {
    settings = List.copyOf(settings);
  }
}
