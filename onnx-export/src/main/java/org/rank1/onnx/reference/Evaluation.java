package org.rank1.onnx.reference;

import java.util.Map;
import org.rank1.onnx.operator.DoubleTensor;

/**
 * What an evaluation found.
 *
 * @param values the requested values
 * @param roundings for each value a node computed, the roundings that this node may put on one term
 */
public record Evaluation(Map<String, DoubleTensor> values, Map<String, Integer> roundings) {

  /** Copies. */
  public Evaluation {
    values = Map.copyOf(values);
    roundings = Map.copyOf(roundings);
  }

  /** A requested value. */
  public DoubleTensor value(String name) {
    DoubleTensor value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "Value \"" + name + "\" was not requested. Available: " + values.keySet());
    }
    return value;
  }
}
