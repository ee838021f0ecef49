package org.rank1.onnx.image;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** What a model's scores are: probabilities where it ends in a softmax, else their logarithms. */
final class ClassScores {
  /** Operators that hand on the values of their first input. */
  private static final Set<String> MOVING =
      Set.of("Identity", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Dropout", "Cast");

  private ClassScores() {}

  /** Whether the first output of a model is what a softmax gives. */
  static boolean areProbabilities(ModelProto model) {
    GraphProto graph = model.getGraph();
    Map<String, NodeProto> producers = new HashMap<>();
    for (NodeProto node : graph.getNodeList()) {
      node.getOutputList().forEach(output -> producers.put(output, node));
    }
    NodeProto node = producers.get(graph.getOutput(0).getName());
    while (node != null && MOVING.contains(node.getOpType()) && node.getInputCount() > 0) {
      node = producers.get(node.getInput(0));
    }
    return node != null && node.getOpType().equals("Softmax");
  }

  /** Probabilities of scores; the largest is taken off first, so that nothing overflows. */
  static double[] softmax(float[] scores) {
    double largest = Double.NEGATIVE_INFINITY;
    for (float score : scores) {
      largest = Math.max(largest, score);
    }
    double[] probabilities = new double[scores.length];
    double sum = 0;
    for (int i = 0; i < scores.length; i++) {
      probabilities[i] = Math.exp(scores[i] - largest);
      sum += probabilities[i];
    }
    for (int i = 0; i < scores.length; i++) {
      probabilities[i] /= sum;
    }
    return probabilities;
  }
}
