package org.rank1.onnx.operator;

import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.rank1.onnx.graph.NodeAttributes;
import org.rank1.onnx.graph.TensorShape;

/**
 * One entry of the table of operators while it is written down.
 *
 * <p>What is left out has a default: outputs have the element type of the first input, are bounded
 * by every combination of the inputs' elements, and cost no multiply-adds; without shapes the form
 * of nodes is not checked, without an evaluation the operator cannot be evaluated.
 */
final class OperatorEntry {
  private static final int NO_END = Integer.MAX_VALUE;

  /** No operator has more inputs that a rule asks for by their positions. */
  private static final int MOST_NAMED_INPUTS = 5;

  private final String type;
  private final OperatorKind kind;
  private final Set<OperatorTrait> traits = EnumSet.noneOf(OperatorTrait.class);
  private final List<Operator.Arity> arities = new ArrayList<>();
  private final List<Operator.Attribute> attributes = new ArrayList<>();
  private @Nullable ShapeRule shapes;
  private TypeRule types = TypeRule.SAME;
  private SizeRules.SizeRule size = SizeRules::combinations;
  private ToDoubleFunction<SizedNode> macs = node -> 0;
  private @Nullable Evaluator evaluator;

  private OperatorEntry(String type, OperatorKind kind) {
    this.type = type;
    this.kind = kind;
  }

  static OperatorEntry named(String type, OperatorKind kind) {
    return new OperatorEntry(type, kind);
  }

  OperatorEntry with(OperatorTrait... given) {
    traits.addAll(List.of(given));
    return this;
  }

  /** As many inputs in every opset, and one output. */
  OperatorEntry inputs(int min, int max) {
    return inputsSince(Operator.OLDEST, min, max, 1);
  }

  /** As many inputs and outputs from an opset on; called in ascending order of opsets. */
  OperatorEntry inputsSince(int opset, int min, int max, int outputs) {
    arities.add(new Operator.Arity(opset, min, max, outputs));
    return this;
  }

  OperatorEntry attribute(String name, AttributeType attribute) {
    return attributeBetween(Operator.OLDEST, NO_END, name, attribute);
  }

  OperatorEntry required(String name, AttributeType attribute) {
    attributes.add(new Operator.Attribute(name, attribute, Operator.OLDEST, NO_END, true));
    return this;
  }

  OperatorEntry attributeSince(int opset, String name, AttributeType attribute) {
    return attributeBetween(opset, NO_END, name, attribute);
  }

  OperatorEntry attributeUntil(int opset, String name, AttributeType attribute) {
    return attributeBetween(Operator.OLDEST, opset, name, attribute);
  }

  OperatorEntry attributeBetween(int first, int last, String name, AttributeType attribute) {
    attributes.add(new Operator.Attribute(name, attribute, first, last, false));
    return this;
  }

  /** Shapes that follow from attributes and the shapes of inputs, unknown for ones left out. */
  OperatorEntry shapes(BiFunction<NodeAttributes, List<TensorShape>, List<TensorShape>> rule) {
    shapes =
        call -> {
          List<TensorShape> padded = new ArrayList<>(call.shapes());
          while (padded.size() < MOST_NAMED_INPUTS) {
            padded.add(TensorShape.UNKNOWN);
          }
          return rule.apply(call.attributes(), padded);
        };
    return this;
  }

  /** Shapes that follow from values of inputs, too. */
  OperatorEntry shapesOf(ShapeRule rule) {
    shapes = rule;
    return this;
  }

  OperatorEntry types(TypeRule rule) {
    types = rule;
    return this;
  }

  OperatorEntry type(DataType always) {
    types = TypeRule.always(always);
    return this;
  }

  OperatorEntry size(SizeRules.SizeRule rule) {
    size = rule;
    return this;
  }

  OperatorEntry macs(ToDoubleFunction<SizedNode> rule) {
    macs = rule;
    return this;
  }

  OperatorEntry evaluated(Evaluator how) {
    evaluator = how;
    return this;
  }

  Operator build() {
    return new Operator(
        type, kind, traits, arities, attributes, shapes, types, size, macs, evaluator);
  }
}
