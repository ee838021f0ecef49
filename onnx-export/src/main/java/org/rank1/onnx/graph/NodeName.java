package org.rank1.onnx.graph;

import ai.onnx.proto.OnnxMl.NodeProto;

/** Nodes as errors name them. */
public final class NodeName {
  private NodeName() {}

  /** The name, or the outputs of a node without one, and the operator. */
  public static String describe(NodeProto node) {
    String name =
        node.getName().isEmpty() ? String.join(", ", node.getOutputList()) : node.getName();
    return "node \"" + name + "\" (" + node.getOpType() + ")";
  }
}
