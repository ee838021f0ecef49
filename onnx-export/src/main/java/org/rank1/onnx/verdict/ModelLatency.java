package org.rank1.onnx.verdict;

/**
 * The latency of one model, over the rounds of a comparison; each round contributes the median of a
 * block of runs.
 *
 * @param name the model
 * @param medianMs median, in milliseconds
 * @param lowerQuartileMs first quartile
 * @param upperQuartileMs third quartile
 * @param speedup median over the rounds of the baseline's time divided by this one's: above 1 is
 *     faster
 * @param speedupLow lower end of its bootstrap confidence interval
 * @param speedupHigh upper end
 */
public record ModelLatency(
    String name,
    double medianMs,
    double lowerQuartileMs,
    double upperQuartileMs,
    double speedup,
    double speedupLow,
    double speedupHigh) {}
