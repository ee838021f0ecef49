package org.rank1.experiments.bench;

/**
 * One layer of a network, timed by the runtime's profiler while the whole network runs.
 *
 * @param name the layer
 * @param conv what it computes, as people write it
 * @param form how it is lowered in the split network
 * @param denseMs what it takes in the dense network
 * @param ms what it takes in the split network
 * @param speedup {@code denseMs / ms}
 * @param denseMacs multiply-adds of the dense layer
 * @param macs multiply-adds of the split layer
 * @param macRatio the speed-up in theory: {@code denseMacs / macs}
 * @param gflops giga operations per second of the split layer, two per multiply-add
 * @param fractionOfPeak of the best dense 3×3 convolution
 * @param kernel the nodes of the runtime's optimized graph that computed it, in order
 * @param denseKernel the same of the dense network
 */
public record LayerResult(
    String name,
    String conv,
    String form,
    double denseMs,
    double ms,
    double speedup,
    long denseMacs,
    long macs,
    double macRatio,
    double gflops,
    double fractionOfPeak,
    String kernel,
    String denseKernel) {}
