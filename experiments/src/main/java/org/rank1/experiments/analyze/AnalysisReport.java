package org.rank1.experiments.analyze;

import java.util.List;

/**
 * What was found about one model, or two side by side.
 *
 * @param dataset whose test images were used
 * @param images how many at most
 * @param threshold for numeric ranks, relative to the largest singular value
 * @param models one or two
 * @param boundHolds whether the inequality of {@link LowRankBound} held for every filter of rank
 *     one on every image
 */
public record AnalysisReport(
    String dataset, int images, double threshold, List<ModelAnalysis> models, boolean boundHolds) {
  /** Copies. */
  public AnalysisReport {
    models = List.copyOf(models);
  }
}
