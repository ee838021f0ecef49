package org.rank1.experiments.evaluate;

/**
 * How good and how fast a model is.
 *
 * @param dataset whose test images it was tried on
 * @param images how many
 * @param preprocessing {@code embedded} if the model took raw pixels, else {@code external}
 * @param accuracy share of images taken for what they are, in [0, 1]
 * @param confusion what was taken for what
 * @param latency how long a run takes
 */
public record EvaluationReport(
    String dataset,
    int images,
    String preprocessing,
    double accuracy,
    ConfusionMatrix confusion,
    Latency latency) {

  /**
   * How long a run takes, in milliseconds.
   *
   * @param runtime what ran the model
   * @param threads threads of a run
   * @param batch images of a run: 1, unless the model wants more
   * @param rounds rounds measured; each contributes the median of a block of runs
   * @param medianMs median
   * @param lowerQuartileMs first quartile
   * @param upperQuartileMs third quartile
   */
  public record Latency(
      String runtime,
      int threads,
      int batch,
      int rounds,
      double medianMs,
      double lowerQuartileMs,
      double upperQuartileMs) {}
}
