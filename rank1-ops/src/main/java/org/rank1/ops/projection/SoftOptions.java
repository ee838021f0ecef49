package org.rank1.ops.projection;

import java.util.List;
import org.rank1.plugin.Described;
import org.rank1.plugin.Legal;

/** Options of {@code soft}. */
public record SoftOptions(
    @Described(
            value = "name of the projection that is softened",
            legal = "the name of a KernelProjection")
        String of,
    @Described(
            value = "options of that projection; those not given have their defaults",
            legal = "a list, each name=value")
        List<String> with,
    @Described(
            value =
                "λ at the start of training: how far a kernel is moved to its projection, 1 for all the way",
            range = "[0, 1]")
        double lambda,
    @Described(value = "λ at the end of training", range = "[0, 1]") double lambdaEnd,
    @Described("the way from lambda to lambdaEnd over training") Ramp ramp) {

  /** How λ goes from its first to its last value over the share of training that is done. */
  public enum Ramp {
    /** Along a straight line. */
    @Described("along a straight line")
    LINEAR,
    /** Along half a cosine: slowly at both ends. */
    @Described("along half a cosine: slowly at both ends")
    COSINE
  }

  /** Half-way hard {@code rank1-hopm} that hardens: λ from 0.3 to 1 along a line. */
  public SoftOptions() {
    this("rank1-hopm", List.of(), 0.3, 1, Ramp.LINEAR);
  }

  /** Checks the ranges given above. */
  public SoftOptions {
    Legal.check(SoftOptions.class, of, with, lambda, lambdaEnd, ramp);
    with = List.copyOf(with);
    for (String option : with) {
      if (option.indexOf('=') < 1) {
        throw new IllegalArgumentException("illegal with \"" + option + "\", must be name=value");
      }
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
