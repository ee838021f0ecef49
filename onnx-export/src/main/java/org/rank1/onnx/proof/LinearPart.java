package org.rank1.onnx.proof;

import java.util.List;
import java.util.Map;
import org.rank1.onnx.model.GraphPart;

/**
 * A part of a model that may be linear.
 *
 * @param part the nodes
 * @param inputs shapes of the values that are given, the batch first; {@link
 *     SegmentProof#ANY_BATCH} stands for any
 * @param output the value asked for
 */
public record LinearPart(GraphPart part, Map<String, List<Long>> inputs, String output) {

  /** Copies. */
  public LinearPart {
    inputs = Map.copyOf(inputs);
  }
}
