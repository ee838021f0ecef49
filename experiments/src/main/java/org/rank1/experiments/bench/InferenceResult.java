package org.rank1.experiments.bench;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A network, dense and split, measured side by side in one run.
 *
 * @param network its name
 * @param input the shape of one example
 * @param runtime what ran it
 * @param machine the processor
 * @param threads threads per run
 * @param rounds rounds in which both ran
 * @param denseMs median latency of the dense network, in milliseconds
 * @param denseLowMs its first quartile
 * @param denseHighMs its third quartile
 * @param splitMs median latency of the split network
 * @param splitLowMs its first quartile
 * @param splitHighMs its third quartile
 * @param speedup median over the rounds of dense divided by split
 * @param speedupLow lower end of its 95 % interval
 * @param speedupHigh upper end
 * @param denseMacs multiply-adds of the dense network
 * @param splitMacs multiply-adds of the split network
 * @param macRatio the speed-up in theory
 * @param peakGflops the best dense 3×3 convolution of a fixed list, measured in the same run
 * @param limitMs what the split network's multiply-adds take at that peak
 * @param fractionOfLimit {@code limitMs / splitMs}: 1 is the best possible
 * @param blockedNodes nodes of the split network on the runtime's blocked memory layout
 * @param reorders nodes that only change the memory layout
 * @param otherMs what everything but the listed layers takes in the split network
 * @param layers every layer that multiplies, in order; empty if the runtime cannot be traced
 * @param fourAxes what 2-D convolutions are worth, for networks of signals and video; else null
 */
public record InferenceResult(
    String network,
    String input,
    String runtime,
    String machine,
    int threads,
    int rounds,
    double denseMs,
    double denseLowMs,
    double denseHighMs,
    double splitMs,
    double splitLowMs,
    double splitHighMs,
    double speedup,
    double speedupLow,
    double speedupHigh,
    long denseMacs,
    long splitMacs,
    double macRatio,
    double peakGflops,
    double limitMs,
    double fractionOfLimit,
    int blockedNodes,
    int reorders,
    double otherMs,
    List<LayerResult> layers,
    @Nullable FourAxes fourAxes) {
  /** Copies. */
  public InferenceResult {
    layers = List.copyOf(layers);
  }
}
