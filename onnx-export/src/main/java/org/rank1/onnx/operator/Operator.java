package org.rank1.onnx.operator;

import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.rank1.onnx.graph.NodeAttributes;
import org.rank1.onnx.graph.TensorShape;

/** All that this product knows about one operator of ONNX, made by an {@link OperatorEntry}. */
public final class Operator {
  /** The oldest opset whose operators are known. */
  static final int OLDEST = 7;

  /** The newest one. */
  static final int NEWEST = 24;

  private final String type;
  private final OperatorKind kind;
  private final Set<OperatorTrait> traits;
  private final List<Arity> arities;
  private final List<Attribute> attributes;
  private final @Nullable ShapeRule shapes;
  private final TypeRule types;
  private final SizeRules.SizeRule size;
  private final ToDoubleFunction<SizedNode> macs;
  private final @Nullable Evaluator evaluator;

  /** How many inputs and outputs a node has from an opset on. */
  record Arity(int since, int minInputs, int maxInputs, int maxOutputs) {}

  /** An attribute that is legal in some opsets. */
  record Attribute(String name, AttributeType type, int since, int until, boolean required) {
    boolean isIn(int opset) {
      return since <= opset && opset <= until;
    }
  }

  Operator(
      String type,
      OperatorKind kind,
      Set<OperatorTrait> traits,
      List<Arity> arities,
      List<Attribute> attributes,
      @Nullable ShapeRule shapes,
      TypeRule types,
      SizeRules.SizeRule size,
      ToDoubleFunction<SizedNode> macs,
      @Nullable Evaluator evaluator) {
    this.type = type;
    this.kind = kind;
    this.traits = Set.copyOf(traits);
    this.arities = List.copyOf(arities);
    this.attributes = List.copyOf(attributes);
    this.shapes = shapes;
    this.types = types;
    this.size = size;
    this.macs = macs;
    this.evaluator = evaluator;
  }

  /** The name in ONNX, for example {@code Conv}. */
  public String type() {
    return type;
  }

  /** What it does to its data. */
  public OperatorKind kind() {
    return kind;
  }

  /** Whether it has a trait. */
  public boolean has(OperatorTrait trait) {
    return traits.contains(trait);
  }

  /** The form of its nodes at an opset; empty if that opset does not have it, or we do not know. */
  public Optional<OperatorSchema> at(int opset) {
    if (shapes == null || opset < OLDEST || opset > NEWEST) {
      return Optional.empty();
    }
    Arity arity = null;
    for (Arity each : arities) {
      arity = each.since() <= opset ? each : arity;
    }
    if (arity == null) {
      return Optional.empty();
    }
    Map<String, AttributeType> legal = new HashMap<>();
    List<String> required = new ArrayList<>();
    for (Attribute attribute : attributes) {
      if (attribute.isIn(opset)) {
        legal.put(attribute.name(), attribute.type());
        if (attribute.required()) {
          required.add(attribute.name());
        }
      }
    }
    return Optional.of(
        new OperatorSchema(
            type, arity.minInputs(), arity.maxInputs(), arity.maxOutputs(), legal, required));
  }

  /**
   * Checks a node and infers the shapes of its outputs.
   *
   * @return one shape per output of the node
   * @throws IllegalArgumentException saying what is wrong with the node
   */
  List<TensorShape> infer(NodeProto node, ShapeCall call) {
    at(call.opset())
        .orElseThrow(() -> new IllegalArgumentException("opset " + call.opset() + " has it not"))
        .check(node);
    List<TensorShape> outputs = shapes == null ? List.of() : shapes.infer(call);
    for (TensorShape output : outputs) {
      if (output.knownElements() > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "its output " + output + " would have more than 2147483647 elements");
      }
    }
    List<TensorShape> all = new ArrayList<>(outputs);
    while (all.size() < node.getOutputCount()) {
      all.add(TensorShape.UNKNOWN);
    }
    return List.copyOf(all.subList(0, node.getOutputCount()));
  }

  /**
   * The element type of a node's first output, {@code UNDEFINED} where it is not known.
   *
   * @param inputs one type per input of the node
   */
  public DataType outputType(NodeProto node, List<DataType> inputs) {
    return types.of(new NodeAttributes(node), inputs);
  }

  /** A bound on an output whose shape cannot be inferred; empty if only the data tell. */
  public Optional<SizeBound> sizeBound(SizedNode node) {
    return size.apply(node);
  }

  /** Multiply-adds of one run of a node, 0 for what is neither convolution nor matrix product. */
  public double macs(SizedNode node) {
    return node.inputs() < 2 ? 0 : macs.applyAsDouble(node);
  }

  /** Whether it can be evaluated. */
  boolean isEvaluated() {
    return evaluator != null;
  }

  /** How it is evaluated. */
  Evaluator evaluator() {
    if (evaluator == null) {
      throw new IllegalStateException(type + " has no evaluation");
    }
    return evaluator;
  }

  @Override
  public String toString() {
    return type;
  }
}
