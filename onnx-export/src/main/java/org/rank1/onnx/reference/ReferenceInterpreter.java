package org.rank1.onnx.reference;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.rank1.io.InvalidInputException;
import org.rank1.onnx.graph.NodeName;
import org.rank1.onnx.model.GraphPart;
import org.rank1.onnx.model.ModelGraph;
import org.rank1.onnx.operator.DoubleTensor;
import org.rank1.onnx.operator.Evaluator;
import org.rank1.onnx.operator.OperatorCall;
import org.rank1.onnx.operator.Operators;

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
  private final ModelGraph graph;

  /** An interpreter of a model. */
  public ReferenceInterpreter(ModelProto model) {
    this(ModelGraph.of(model));
  }

  /** An interpreter of a graph whose nodes stand in topological order. */
  public ReferenceInterpreter(ModelGraph graph) {
    this.graph = graph;
    opset = graph.opset();
    constants = new Constants(graph.constants());
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
   * this covers them. Where an operator has no bound on its errors, or reads what has none, the
   * element is infinite.
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
    GraphPart part = graph.between(given.keySet(), wanted);
    List<NodeProto> nodes = part.nodes();
    Map<String, Integer> lastReader = part.lastReaders();
    RunValues values = new RunValues(constants, given);
    Map<String, Integer> roundings = new HashMap<>();
    for (int i = 0; i < nodes.size(); i++) {
      NodeProto node = nodes.get(i);
      if (constants.has(node.getOutput(0))) {
        continue;
      }
      roundings.put(node.getOutput(0), evaluate(node, values, absolute));
      for (String input : node.getInputList()) {
        if (lastReader.getOrDefault(input, i) == i && !wanted.contains(input)) {
          values.remove(input);
        }
      }
    }
    Map<String, DoubleTensor> results = new HashMap<>();
    wanted.forEach(name -> results.put(name, values.get(name)));
    return new Evaluation(results, roundings);
  }

  /** Evaluates one node, and says how often it rounds. */
  private int evaluate(NodeProto node, RunValues values, boolean absolute) {
    Evaluator evaluator = Operators.evaluator(node);
    boolean magnitudes = absolute && !values.isFixed(node);
    OperatorCall call = new OperatorCall(node, opset, magnitudes, values);
    List<DoubleTensor> outputs = evaluator.evaluateAll(call);
    if (node.getOutputList().stream().skip(outputs.size()).anyMatch(name -> !name.isEmpty())) {
      throw call.refused(
          "only its first %s can be computed, it declares %s"
              .formatted(
                  outputs.size() == 1 ? "output" : outputs.size() + " outputs",
                  node.getOutputList()));
    }
    boolean bounded = evaluator.isBounded(call);
    // No roundings at all would make nothing of an infinite magnitude.
    int rounded = values.isFixed(node) ? 0 : Math.max(bounded ? 0 : 1, evaluator.roundings(call));
    if (magnitudes) {
      outputs = outputs.stream().map(value -> bound(value, bounded, rounded > 0)).toList();
    } else if (values.isFromShapes(node) && values.outputType(node) == DataType.FLOAT) {
      outputs = outputs.stream().map(ReferenceInterpreter::rounded).toList();
    }
    values.put(node, outputs);
    return rounded;
  }

  /** Shapes are computed as the runtime does: a size that is rounded down hangs on every bit. */
  private static DoubleTensor rounded(DoubleTensor value) {
    double[] floats = value.data().clone();
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) floats[i];
    }
    return new DoubleTensor(value.shape(), floats);
  }

  /** Magnitudes that bound errors: infinite where nothing does, and above what underflows. */
  private static DoubleTensor bound(DoubleTensor value, boolean bounded, boolean rounds) {
    if (bounded && !rounds) {
      return value;
    }
    double[] raised = value.data().clone();
    for (int i = 0; i < raised.length; i++) {
      raised[i] += Float.MIN_NORMAL;
      // An infinite magnitude times a weight of zero is no number, and bounds nothing either.
      raised[i] = bounded && !Double.isNaN(raised[i]) ? raised[i] : Double.POSITIVE_INFINITY;
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
    for (NodeProto node : graph.between(given, List.of(wanted)).nodes()) {
      if (constants.has(node.getOutput(0))) {
        continue;
      }
      boolean multiplies = Operators.evaluator(node).multiplies();
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
