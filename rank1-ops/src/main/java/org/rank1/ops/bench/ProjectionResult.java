package org.rank1.ops.bench;

import java.util.List;

/**
 * What {@link ProjectionBenchmark} found. Seconds are wall-clock times of warm projections of whole
 * kernels; relative errors are {@code ‖W − P(W)‖ / ‖W‖}.
 *
 * @param projection the name of the projection
 * @param device where the kernels lived
 * @param threads threads of the engine and of the search
 * @param gaussian256 256 Gaussian filters of 256×3×3, over {@link Gaussian#seeds}
 * @param vgg16 the 13 kernels of VGG-16, Gaussian after He
 * @param certify the proof for the filters of the first seed
 */
public record ProjectionResult(
    String projection,
    String device,
    int threads,
    Gaussian gaussian256,
    Network vgg16,
    Certify certify) {

  /**
   * Means over the seeds.
   *
   * @param seconds the median over all repeats
   * @param fastestSeconds the least of them
   * @param relativeError mean over the seeds
   * @param referenceError of 64 random starts with 60 alternations each, mean over the seeds
   * @param worstExcess the largest difference of the two over the seeds
   * @param seeds each seed
   */
  public record Gaussian(
      double seconds,
      double fastestSeconds,
      double relativeError,
      double referenceError,
      double worstExcess,
      List<Seed> seeds) {
    /** Copies. */
    public Gaussian {
      seeds = List.copyOf(seeds);
    }
  }

  /** One seed. */
  public record Seed(long seed, double relativeError, double referenceError) {}

  /**
   * All kernels of a network, one after the other.
   *
   * @param seconds the median over the repeats, for all kernels together
   * @param fastestSeconds the least of them
   * @param relativeError over all kernels together
   * @param filters how many filters they have
   */
  public record Network(double seconds, double fastestSeconds, double relativeError, int filters) {}

  /**
   * The proof.
   *
   * @param filters how many there are
   * @param gap the gap asked for, per squared norm of a filter
   * @param certifiedFraction the share of the filters that were certified to the gap
   * @param worstGap the largest gap that is left
   * @param seconds for all filters
   */
  public record Certify(
      int filters, double gap, double certifiedFraction, double worstGap, double seconds) {}
}
