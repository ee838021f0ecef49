package org.rank1.experiments.bench;

import java.util.List;
import org.rank1.onnx.verdict.ModelLatency;

/**
 * An ONNX file, measured.
 *
 * @param runtime what ran it
 * @param machine the processor
 * @param threads threads per run
 * @param rounds rounds in which every model ran
 * @param models the latencies: first what it is measured against, if anything, last the model
 * @param speedup of the model over what it is measured against; 1 if nothing
 * @param blockedNodes nodes of the model on the runtime's blocked memory layout, of those in {@code
 *     nodes}
 * @param reorders nodes that only change the memory layout, of those in {@code nodes}
 * @param nodes what the runtime really ran; empty if it cannot be traced
 */
public record ModelResult(
    String runtime,
    String machine,
    int threads,
    int rounds,
    List<ModelLatency> models,
    double speedup,
    int blockedNodes,
    int reorders,
    List<Node> nodes) {
  /** Copies. */
  public ModelResult {
    models = List.copyOf(models);
    nodes = List.copyOf(nodes);
  }

  /**
   * One node of the optimized graph.
   *
   * @param name of the node
   * @param kernel what ran, as in {@code nchwc Conv+Relu}
   * @param ms median time
   */
  public record Node(String name, String kernel, double ms) {}
}
