package org.rank1.onnx.operator;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rank1.io.InvalidInputException;
import org.rank1.onnx.graph.OnnxTensors;
import org.rank1.onnx.graph.TensorShape;

/**
 * What is known of the values of a graph before it runs, node by node in topological order: shapes,
 * element types, and the values of small tensors that are constants or follow from shapes.
 *
 * <p>Shape arithmetic is folded: what the table's evaluations make of known values is known. In a
 * value known in part, as the shape of a tensor whose batch is open, what is not known is not a
 * number, and so is what is computed with it.
 */
public final class ShapeInference {
  /** Shapes, and what is computed on the way to them, are small. */
  private static final int MOST_FOLDED = 256;

  private final int opset;
  private final Map<String, DoubleTensor> values = new HashMap<>();
  private final Map<String, DataType> types = new HashMap<>();

  /** Nothing is known yet. */
  public ShapeInference(int opset) {
    this.opset = opset;
  }

  /** Records the element type of a value that no node computes. */
  public void declare(String name, DataType type) {
    types.put(name, type);
  }

  /** Records a sound tensor that the model brings and no caller replaces. */
  public void constant(TensorProto tensor) {
    DataType type = DataType.forNumber(tensor.getDataType());
    types.put(tensor.getName(), type == null ? DataType.UNDEFINED : type);
    long elements = 1;
    for (long extent : tensor.getDimsList()) {
      elements = Math.min(elements * extent, MOST_FOLDED + 1L);
    }
    if (elements <= MOST_FOLDED && (type == DataType.FLOAT || OnnxTensors.isInteger(tensor))) {
      values.put(tensor.getName(), DoubleTensor.of(tensor, "the model"));
    }
  }

  /** The element type of a value, {@code UNDEFINED} where it is not known. */
  public DataType type(String name) {
    return types.getOrDefault(name, DataType.UNDEFINED);
  }

  /**
   * Checks a node of an operator that we know, and infers what is known of its outputs.
   *
   * @param inputs one shape per input of the node, unknown for one left out
   * @return one shape per output of the node, unknown if the operator is
   * @throws IllegalArgumentException saying what is wrong with the node
   */
  public List<TensorShape> infer(NodeProto node, List<TensorShape> inputs) {
    Optional<Operator> operator = Operators.of(node).filter(o -> o.at(opset).isPresent());
    if (operator.isEmpty()) {
      return node.getOutputList().stream().map(output -> TensorShape.UNKNOWN).toList();
    }
    ShapeCall call =
        new ShapeCall(node, opset, inputs, name -> Optional.ofNullable(values.get(name)));
    List<TensorShape> outputs = operator.get().infer(node, call);
    List<DataType> given = node.getInputList().stream().map(this::type).toList();
    DataType type = operator.get().outputType(node, given);
    node.getOutputList().forEach(output -> types.put(output, type));
    if (operator.get().isEvaluated() && outputs.stream().allMatch(ShapeInference::isSmall)) {
      fold(node, operator.get().evaluator(), inputs);
    }
    return outputs;
  }

  private static boolean isSmall(TensorShape shape) {
    return shape.isFixed() && shape.knownElements() <= MOST_FOLDED;
  }

  private void fold(NodeProto node, Evaluator evaluator, List<TensorShape> inputs) {
    Known known = new Known(node, inputs, evaluator.readsShapesOnly());
    boolean all =
        node.getInputList().stream().allMatch(name -> name.isEmpty() || known.isFixed(name));
    if (!all) {
      return;
    }
    try {
      List<DoubleTensor> folded =
          evaluator.evaluateAll(new OperatorCall(node, opset, false, known));
      for (int i = 0; i < Math.min(folded.size(), node.getOutputCount()); i++) {
        DataType type = type(node.getOutput(i));
        values.put(
            node.getOutput(i), type == DataType.FLOAT ? rounded(folded.get(i)) : folded.get(i));
      }
    } catch (InvalidInputException e) {
      // What cannot be evaluated beforehand is not known; whoever evaluates it says why.
      values.keySet().removeAll(node.getOutputList());
    }
  }

  /** Sizes are computed as runtimes do: one that is rounded down hangs on every bit. */
  private static DoubleTensor rounded(DoubleTensor value) {
    double[] floats = value.data().clone();
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) floats[i];
    }
    return new DoubleTensor(value.shape(), floats);
  }

  /** The inputs of one node, as far as they are known. */
  private final class Known implements Values {
    private final NodeProto node;
    private final List<TensorShape> shapes;
    private final boolean shapesOnly;

    Known(NodeProto node, List<TensorShape> shapes, boolean shapesOnly) {
      this.node = node;
      this.shapes = shapes;
      this.shapesOnly = shapesOnly;
    }

    @Override
    public boolean isFixed(String name) {
      return shapesOnly ? shape(name).ranked() : values.containsKey(name);
    }

    private TensorShape shape(String name) {
      return shapes.get(node.getInputList().indexOf(name));
    }

    @Override
    public DoubleTensor get(String name) {
      DoubleTensor value = values.get(name);
      if (value == null) {
        throw new InvalidInputException("The value \"%s\" is not known.".formatted(name));
      }
      return value;
    }

    @Override
    public double[] extents(String name) {
      return shape(name).dims().stream()
          .mapToDouble(dim -> dim.isKnown() ? dim.size() : Double.NaN)
          .toArray();
    }

    @Override
    public DataType type(String name) {
      return ShapeInference.this.type(name);
    }
  }
}
