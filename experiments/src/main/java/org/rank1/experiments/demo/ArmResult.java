package org.rank1.experiments.demo;

/**
 * What one arm of the demo came to.
 *
 * @param name the arm
 * @param accuracy share of test images classified right, in [0, 1]
 * @param convParameters learned values in the convolutions
 * @param convMacs multiply-adds of the split convolutions for one image
 * @param secondsPerEpoch median training time of an epoch
 * @param onnx file of the composed network
 * @param splitOnnx file of the split network; the same file where there is nothing to split
 * @param maxAbsError largest difference of an output of the split network from the fp64 evaluation
 * @param tolerance what it may be at most
 * @param worstErrorOverBound over all layers and elements, error divided by its proved bound
 * @param top1Agreement share of inputs on which split network and fp64 evaluation agree
 * @param equivalent the verdict on both kinds of evidence
 * @param latencyMs median latency of the composed network
 * @param splitLatencyMs median latency of the split network
 * @param speedupOverComposed latency of the composed over that of the split network
 * @param speedupOverDense latency of the dense arm over that of the split network
 */
public record ArmResult(
    String name,
    double accuracy,
    long convParameters,
    long convMacs,
    double secondsPerEpoch,
    String onnx,
    String splitOnnx,
    double maxAbsError,
    double tolerance,
    double worstErrorOverBound,
    double top1Agreement,
    boolean equivalent,
    double latencyMs,
    double splitLatencyMs,
    double speedupOverComposed,
    double speedupOverDense) {}
