package org.rank1.experiments.analyze;

import java.util.List;

/**
 * The singular values of one or more matrices of one size.
 *
 * @param size of each matrix, its smaller side: the rank it could have
 * @param matrices how many
 * @param meanRank mean numeric rank: singular values above the threshold times the largest one; a
 *     matrix of zeros has rank 0
 * @param leastRank the least numeric rank
 * @param mostRank the largest numeric rank
 * @param relative {@code σ_i/σ_1}, largest first, mean over all matrices that are not zero
 */
public record Spectrum(
    int size, long matrices, double meanRank, int leastRank, int mostRank, List<Double> relative) {
  /** Copies. */
  public Spectrum {
    relative = List.copyOf(relative);
  }
}
