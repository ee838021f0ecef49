package org.rank1.onnx.check;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rank1.onnx.graph.TensorShape;

/**
 * What the check found.
 *
 * @param problems everything that is wrong, in the order of the graph; empty for a sound model
 * @param shapes every value of the graph with its shape as far as it is declared or follows; inputs
 *     and initializers first
 * @param types element types of the same values, {@code UNDEFINED} where one is not known
 */
public record CheckResult(
    List<Problem> problems, Map<String, TensorShape> shapes, Map<String, DataType> types) {
  /** Copies, keeping the order. */
  public CheckResult {
    problems = List.copyOf(problems);
    shapes = Collections.unmodifiableMap(new LinkedHashMap<>(shapes));
    types = Map.copyOf(types);
  }
}
