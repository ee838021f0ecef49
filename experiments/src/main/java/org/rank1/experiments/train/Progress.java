package org.rank1.experiments.train;

import java.util.List;

/**
 * How far a training is, between two steps.
 *
 * @param step steps done
 * @param epoch epochs done, their end included
 * @param batch batches done of the epoch after these
 * @param losses of these batches
 * @param seconds wall time of these batches
 * @param results of the epochs done
 */
record Progress(
    long step,
    int epoch,
    int batch,
    LossSum.Saved losses,
    double seconds,
    List<EpochResult> results) {

  /** Copies. */
  Progress {
    results = List.copyOf(results);
  }
}
