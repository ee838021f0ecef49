package org.rank1.onnx.runtime;

import java.util.List;

/**
 * What a runtime really ran for one model, from its own optimized graph and its own profile.
 *
 * @param nodes in the order in which they ran
 */
public record ExecutionTrace(List<ExecutedNode> nodes) {
  /** Copies. */
  public ExecutionTrace {
    nodes = List.copyOf(nodes);
  }

  /** The nodes that change the memory layout and do nothing else. */
  public List<ExecutedNode> reorders() {
    return nodes.stream().filter(ExecutedNode::isReorder).toList();
  }

  /** Nodes on the blocked memory layout. */
  public List<ExecutedNode> blocked() {
    return nodes.stream().filter(ExecutedNode::isBlocked).toList();
  }

  /** Convolutions and matrix products that multiply bytes. */
  public List<ExecutedNode> multiplyingBytes() {
    return nodes.stream().filter(ExecutedNode::multipliesBytes).toList();
  }

  /** The sum of the nodes' medians, in milliseconds. */
  public double totalMs() {
    return nodes.stream().mapToDouble(ExecutedNode::medianMs).sum();
  }
}
