package org.rank1.onnx.operator;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.rank1.io.InvalidInputException;
import org.rank1.io.NearMisses;
import org.rank1.onnx.graph.NodeName;
import org.rank1.onnx.graph.OnnxFile;

/** The table of operators, by their names in ONNX. */
public final class Operators {
  private static final Map<String, Operator> BY_NAME = byName();

  private Operators() {}

  private static Map<String, Operator> byName() {
    Map<String, Operator> byName = new TreeMap<>();
    Stream.of(
            LinearOperators.entries(),
            NormalizationOperators.entries(),
            ActivationOperators.entries(),
            ArithmeticOperators.entries(),
            FunctionOperators.entries(),
            ReductionOperators.entries(),
            PoolingOperators.entries(),
            LayoutOperators.entries(),
            ResizeOperators.entries(),
            ShapeOperators.entries(),
            QuantizationOperators.entries(),
            OtherOperators.entries())
        .flatMap(List::stream)
        .map(OperatorEntry::build)
        .forEach(
            operator -> {
              if (byName.put(operator.type(), operator) != null) {
                throw new IllegalStateException(operator.type() + " has two entries");
              }
            });
    return Collections.unmodifiableMap(byName);
  }

  /** The operator of a node, if we know it. */
  public static Optional<Operator> of(NodeProto node) {
    return OnnxFile.isDefaultDomain(node.getDomain())
        ? Optional.ofNullable(BY_NAME.get(node.getOpType()))
        : Optional.empty();
  }

  /** Whether a node's operator has a trait. */
  public static boolean has(NodeProto node, OperatorTrait trait) {
    return of(node).filter(operator -> operator.has(trait)).isPresent();
  }

  /** Whether a node's operator is of a kind. */
  public static boolean is(NodeProto node, OperatorKind kind) {
    return of(node).filter(operator -> operator.kind() == kind).isPresent();
  }

  /** Whether a node's form and shapes are known at an opset. */
  public static boolean isKnown(NodeProto node, int opset) {
    return of(node).flatMap(operator -> operator.at(opset)).isPresent();
  }

  /** Whether what a node computes follows from the shapes of its inputs alone. */
  public static boolean readsShapesOnly(NodeProto node) {
    return of(node)
        .filter(Operator::isEvaluated)
        .filter(operator -> operator.evaluator().readsShapesOnly())
        .isPresent();
  }

  /** A bound on an output of a node, of an operator that we do not know too. */
  public static Optional<SizeBound> sizeBound(SizedNode node) {
    return of(node.node())
        .map(operator -> operator.sizeBound(node))
        .orElseGet(() -> SizeRules.combinations(node));
  }

  /**
   * How a node is evaluated.
   *
   * @throws InvalidInputException naming the node, its operator and the known ones
   */
  public static Evaluator evaluator(NodeProto node) {
    Optional<Operator> operator = of(node).filter(Operator::isEvaluated);
    if (operator.isEmpty()) {
      throw new InvalidInputException(
          NearMisses.unknown("operator", node.getOpType(), NodeName.describe(node), evaluated()));
    }
    return operator.get().evaluator();
  }

  /** The names of the operators that can be evaluated. */
  public static Set<String> evaluated() {
    Set<String> names = new TreeSet<>();
    BY_NAME.values().stream().filter(Operator::isEvaluated).forEach(o -> names.add(o.type()));
    return names;
  }

  /** All entries, by name. */
  public static Map<String, Operator> all() {
    return BY_NAME;
  }
}
