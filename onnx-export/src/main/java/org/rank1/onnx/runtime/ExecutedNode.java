package org.rank1.onnx.runtime;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One node that a runtime really ran: not a node of the model, but of the graph into which the
 * runtime optimized it.
 *
 * @param name the node's name; optimizers keep the name of a node they replace, with a suffix
 * @param operator the operator with its domain, as in {@code com.microsoft.nchwc.Conv}; without one
 *     for ONNX's own, as in {@code Conv}
 * @param activation the activation fused into it, or null
 * @param reads names of the values it reads, weights included
 * @param writes names of the values it writes
 * @param provider the execution provider, for example {@code CPUExecutionProvider}
 * @param medianMs median time over the runs, in milliseconds
 */
public record ExecutedNode(
    String name,
    String operator,
    @Nullable String activation,
    List<String> reads,
    List<String> writes,
    String provider,
    double medianMs) {
  private static final String BLOCKED_DOMAIN = "com.microsoft.nchwc.";

  /** Copies. */
  public ExecutedNode {
    reads = List.copyOf(reads);
    writes = List.copyOf(writes);
  }

  /** Whether it works on ONNX Runtime's blocked memory layout NCHWc. */
  public boolean isBlocked() {
    return operator.startsWith(BLOCKED_DOMAIN) && !isReorder();
  }

  /** Whether it is a convolution or matrix product that multiplies bytes. */
  public boolean multipliesBytes() {
    return List.of("QLinearConv", "QGemm", "QLinearMatMul").contains(type());
  }

  /** Whether all it does is to change the memory layout. */
  public boolean isReorder() {
    return operator.startsWith(BLOCKED_DOMAIN + "Reorder");
  }

  /** What ran, as people write it: {@code nchwc Conv+Relu}. */
  public String kernel() {
    String kernel = (operator.startsWith(BLOCKED_DOMAIN) ? "nchwc " : "") + type();
    return activation == null ? kernel : kernel + "+" + activation;
  }

  /** The operator without its domain. */
  private String type() {
    return operator.substring(operator.lastIndexOf('.') + 1);
  }
}
