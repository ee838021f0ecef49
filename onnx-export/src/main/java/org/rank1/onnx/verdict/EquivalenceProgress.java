package org.rank1.onnx.verdict;

/**
 * How far an equivalence check is.
 *
 * @param step what was just checked, a layer's name or {@code whole network}
 * @param done steps done
 * @param total all steps
 */
public record EquivalenceProgress(String step, int done, int total) {}
