package org.rank1.onnx.operator;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.rank1.onnx.graph.NodeAttributes;
import org.rank1.onnx.graph.TensorShape;

/** A node whose output shapes are asked for: its attributes and what is known of its inputs. */
final class ShapeCall {
  /** Stands for an integer that is not known. */
  static final long UNKNOWN = Long.MIN_VALUE;

  private final NodeProto node;
  private final int opset;
  private final NodeAttributes attributes;
  private final List<TensorShape> shapes;
  private final Function<String, Optional<DoubleTensor>> values;

  ShapeCall(
      NodeProto node,
      int opset,
      List<TensorShape> shapes,
      Function<String, Optional<DoubleTensor>> values) {
    this.node = node;
    this.opset = opset;
    this.attributes = new NodeAttributes(node);
    this.shapes = List.copyOf(shapes);
    this.values = values;
  }

  NodeAttributes attributes() {
    return attributes;
  }

  int opset() {
    return opset;
  }

  /** The number of inputs the node lists. */
  int inputs() {
    return node.getInputCount();
  }

  /** The number of outputs the node lists. */
  int outputs() {
    return node.getOutputCount();
  }

  boolean has(int input) {
    return input < node.getInputCount() && !node.getInput(input).isEmpty();
  }

  /** The shape of an input, unknown for one left out. */
  TensorShape shape(int input) {
    return has(input) ? shapes.get(input) : TensorShape.UNKNOWN;
  }

  /** The shapes of all inputs that the node lists. */
  List<TensorShape> shapes() {
    return shapes;
  }

  /** The value of an input that is known beforehand; what is not known of it is not a number. */
  Optional<DoubleTensor> value(int input) {
    return has(input) ? values.apply(node.getInput(input)) : Optional.empty();
  }

  /** The integers of an input that is known beforehand, {@link #UNKNOWN} where one is not. */
  Optional<long[]> integers(int input) {
    return value(input)
        .map(
            value -> {
              long[] integers = new long[value.size()];
              for (int i = 0; i < integers.length; i++) {
                double each = value.data()[i];
                // The most negative integers of all are taken up by what is not known.
                integers[i] = Double.isNaN(each) ? UNKNOWN : Math.max(UNKNOWN + 1, (long) each);
              }
              return integers;
            });
  }

  /** Integers that stood in an attribute in earlier opsets and are an input since. */
  Optional<long[]> integers(String attribute, int input) {
    return attributes.has(attribute)
        ? Optional.of(
            attributes.integers(attribute, List.of()).stream().mapToLong(Long::longValue).toArray())
        : integers(input);
  }
}
