package org.rank1.onnx.proof;

import java.util.List;
import java.util.Map;
import org.rank1.onnx.model.GraphPart;

/**
 * A part of a model that may be linear.
 *
 * @param part the nodes
 * @param inputs shapes of the values that are given, the batch first; an extent that no other
 *     divides, such as a large prime, stands for a batch of any size
 * @param output the value asked for
 */
public record LinearPart(GraphPart part, Map<String, List<Long>> inputs, String output) {

  /** Copies. */
  public LinearPart {
    inputs = Map.copyOf(inputs);
  }
}
