package org.rank1.onnx.operator;

import java.util.List;
import org.rank1.onnx.graph.TensorShape;

/** How the shapes of an operator's outputs follow from its inputs. */
@FunctionalInterface
interface ShapeRule {
  /**
   * The shapes of all outputs that the operator can have, or at least of those that the node has.
   *
   * @throws IllegalArgumentException if no output follows, with the reason
   */
  List<TensorShape> infer(ShapeCall call);
}
