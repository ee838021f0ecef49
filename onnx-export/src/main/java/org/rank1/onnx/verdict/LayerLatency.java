package org.rank1.onnx.verdict;

/**
 * How long both forms of one layer take, cut out of their models and run on their own.
 *
 * @param name the layer, which is the name of its output in both models
 * @param referenceMs median of the reference, in milliseconds
 * @param candidateMs median of the candidate
 * @param speedup median over the rounds of the reference's time divided by the candidate's
 */
public record LayerLatency(String name, double referenceMs, double candidateMs, double speedup) {}
