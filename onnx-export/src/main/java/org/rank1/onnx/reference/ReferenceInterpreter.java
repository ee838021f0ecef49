package org.rank1.onnx.reference;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.rank1.io.InvalidInputException;
import org.rank1.onnx.graph.NodeName;
import org.rank1.onnx.graph.OnnxFile;

/**
 * Evaluates an ONNX model in double precision: 32-bit weights, widened, and 64-bit arithmetic, in
 * the literal order of the graph. Images are computed in parallel; the result does not depend on
 * it.
 *
 * <pre>{@code
 * var exact = new ReferenceInterpreter(model);
 * DoubleTensor logits =
 *     exact.evaluate(Map.of("input", images), List.of("logits")).value("logits");
 * }</pre>
 *
 * <p>Any values of the graph can be given, not only its inputs: then only what lies between them
 * and the requested values is computed.
 */
public final class ReferenceInterpreter {
  private final int opset;
  private final Constants constants;
  private final Dataflow dataflow;

  /**
   * Of a model.
   *
   * @throws InvalidInputException if its nodes are not in topological order
   */
  public ReferenceInterpreter(ModelProto model) {
    opset = OnnxFile.opset(model);
    constants = new Constants(model.getGraph());
    dataflow = new Dataflow(model.getGraph());
  }

  /**
   * The exact values, but for the rounding of doubles.
   *
   * @param given tensors by value name, batch first
   * @param wanted the values to return
   * @throws InvalidInputException if an operator on the way is unknown, or does not fit its inputs
   */
  public Evaluation evaluate(Map<String, DoubleTensor> given, Collection<String> wanted) {
    return run(given, wanted, false);
  }

  /**
   * The absolute evaluation: every weight, bias and given value replaced by its magnitude, every
   * difference by a sum. An element is the sum of the magnitudes of all terms that make up the
   * exact element, {@code |W| ∗ |x| + |b|} for one convolution.
   *
   * <p>Each operator that rounds adds {@link Float#MIN_NORMAL} to it. Products that underflow have
   * an absolute, not a relative, error of at most 2⁻¹⁵⁰ each; multiplied with {@code γ_n ≥ n·2⁻²⁴}
   * this covers them.
   *
   * @param given tensors by value name, batch first
   * @param wanted the values to return
   * @throws InvalidInputException as {@link #evaluate}
   */
  public Evaluation absolute(Map<String, DoubleTensor> given, Collection<String> wanted) {
    Map<String, DoubleTensor> magnitudes = new HashMap<>();
    given.forEach((name, value) -> magnitudes.put(name, value.abs()));
    return run(magnitudes, wanted, true);
  }

  private Evaluation run(
      Map<String, DoubleTensor> given, Collection<String> wanted, boolean absolute) {
    List<NodeProto> nodes = dataflow.between(given.keySet(), wanted);
    Map<String, Integer> lastReader = new HashMap<>();
    for (int i = 0; i < nodes.size(); i++) {
      for (String input : nodes.get(i).getInputList()) {
        lastReader.put(input, i);
      }
    }
    Map<String, DoubleTensor> values = new HashMap<>(given);
    Map<String, Integer> roundings = new HashMap<>();
    for (int i = 0; i < nodes.size(); i++) {
      NodeProto node = nodes.get(i);
      if (node.getOpType().equals("Constant")) {
        continue;
      }
      Operator operator = Operators.of(node);
      OperatorCall call = new OperatorCall(node, opset, absolute, values, constants);
      DoubleTensor value = operator.evaluate(call);
      int rounded = operator.roundings(call);
      values.put(node.getOutput(0), absolute && rounded > 0 ? aboveUnderflow(value) : value);
      roundings.put(node.getOutput(0), rounded);
      for (String input : node.getInputList()) {
        if (lastReader.getOrDefault(input, i) == i && !wanted.contains(input)) {
          values.remove(input);
        }
      }
    }
    values.keySet().retainAll(wanted);
    for (String name : wanted) {
      if (!values.containsKey(name)) {
        values.put(name, constants.floats(name));
      }
    }
    return new Evaluation(values, roundings);
  }

  private static DoubleTensor aboveUnderflow(DoubleTensor value) {
    double[] raised = value.data().clone();
    for (int i = 0; i < raised.length; i++) {
      raised[i] += Float.MIN_NORMAL;
    }
    return new DoubleTensor(value.shape(), raised);
  }

  /**
   * The largest number of roundings on one term of a value, over all paths from given values: the
   * {@code n} of {@code γ_n}.
   *
   * @param roundings what an evaluation reported, of at least the nodes on the way
   */
  public int depth(Collection<String> given, String wanted, Map<String, Integer> roundings) {
    Map<String, Integer> depths = new HashMap<>();
    for (NodeProto node : dataflow.between(given, List.of(wanted))) {
      if (node.getOpType().equals("Constant")) {
        continue;
      }
      boolean multiplies = Operators.of(node).multiplies();
      int deepest = 0;
      for (String input : node.getInputList()) {
        int depth = given.contains(input) ? 0 : depths.getOrDefault(input, 0);
        deepest = multiplies ? deepest + depth : Math.max(deepest, depth);
      }
      Integer own = roundings.get(node.getOutput(0));
      if (own == null) {
        throw new IllegalArgumentException("Nothing evaluated " + NodeName.describe(node));
      }
      depths.put(node.getOutput(0), Math.addExact(deepest, own));
    }
    return depths.getOrDefault(wanted, 0);
  }
}
