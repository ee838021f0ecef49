package org.rank1.onnx.operator;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.rank1.io.InvalidInputException;
import org.rank1.onnx.graph.NodeAttributes;
import org.rank1.onnx.graph.NodeName;

/** One application of an operator: its node and the values it reads. */
public final class OperatorCall {
  /** 2 GiB of doubles: more is a mistake or an attack, not an image network. */
  private static final long MAX_ELEMENTS = 1L << 28;

  private final NodeProto node;
  private final int opset;
  private final boolean absolute;
  private final Values values;

  /**
   * Applies the operator of a node.
   *
   * @param absolute whether magnitudes are computed
   * @param values what the node reads
   */
  public OperatorCall(NodeProto node, int opset, boolean absolute, Values values) {
    this.node = node;
    this.opset = opset;
    this.absolute = absolute;
    this.values = values;
  }

  boolean absolute() {
    return absolute;
  }

  int opset() {
    return opset;
  }

  int inputs() {
    return node.getInputCount();
  }

  boolean has(int input) {
    return input < node.getInputCount() && !node.getInput(input).isEmpty();
  }

  /** Whether an input is given and does not depend on the data. */
  boolean isConstant(int input) {
    return has(input) && values.isFixed(node.getInput(input));
  }

  /** The element type of an input. */
  DataType type(int input) {
    return has(input) ? values.type(node.getInput(input)) : DataType.UNDEFINED;
  }

  /** A float input: computed, or a constant, whose magnitudes count in an absolute evaluation. */
  DoubleTensor input(int input) {
    if (!has(input)) {
      throw refused("input " + input + " is missing");
    }
    DoubleTensor value = values.get(node.getInput(input));
    return absolute && isConstant(input) ? value.abs() : value;
  }

  /** A constant with its signs, in an absolute evaluation too. */
  DoubleTensor signed(int input) {
    require(isConstant(input), "input " + input + " must be a constant of the model");
    return values.get(node.getInput(input));
  }

  /** The extents of an input, not a number where one is not known. */
  double[] extents(int input) {
    require(has(input), "input " + input + " is missing");
    return values.extents(node.getInput(input));
  }

  /** The range of bytes of which a constant input is one. */
  int[] byteRange(int input) {
    DataType type = type(input);
    require(
        isConstant(input) && (type == DataType.INT8 || type == DataType.UINT8),
        "input " + input + " must be a constant of bytes");
    return type == DataType.INT8 ? new int[] {Byte.MIN_VALUE, Byte.MAX_VALUE} : new int[] {0, 255};
  }

  /** Whether an input holds integers, so that a division truncates. */
  boolean isInteger(int input) {
    return switch (type(input)) {
      case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64 -> true;
      default -> false;
    };
  }

  /** The number of outputs the node lists. */
  int outputs() {
    return node.getOutputCount();
  }

  NodeAttributes attributes() {
    return new NodeAttributes(node);
  }

  Optional<DoubleTensor> optional(int input) {
    return has(input) ? Optional.of(input(input)) : Optional.empty();
  }

  /** An integer input, which must be a constant. */
  long[] integers(int input) {
    double[] data = signed(input).data();
    long[] integers = new long[data.length];
    for (int i = 0; i < data.length; i++) {
      require(data[i] == Math.rint(data[i]), "input " + input + " must hold integers");
      integers[i] = (long) data[i];
    }
    return integers;
  }

  /**
   * Whether integers are there that an attribute held in earlier opsets and an input does since.
   */
  boolean hasIntegers(String attribute, int input) {
    return attribute(attribute).isPresent() || has(input);
  }

  /** Integers that an attribute held in earlier opsets and a fixed input does since. */
  long[] integers(String attribute, int input) {
    return attribute(attribute)
        .map(a -> a.getIntsList().stream().mapToLong(Long::longValue).toArray())
        .orElseGet(
            () -> {
              require(has(input), "its " + attribute + " are missing");
              return integers(input);
            });
  }

  /** The same, or others where there are none. */
  long[] integersOr(String attribute, int input, int[] otherwise) {
    return hasIntegers(attribute, input)
        ? integers(attribute, input)
        : Arrays.stream(otherwise).asLongStream().toArray();
  }

  /** The tensor that an attribute holds. */
  Optional<DoubleTensor> tensor(String name) {
    return attribute(name).map(a -> DoubleTensor.of(a.getT(), NodeName.describe(node)));
  }

  /** An extent that was computed, and may be absurd. */
  int extent(double value) {
    require(value >= 0 && value <= MAX_ELEMENTS, "illegal extent " + value);
    return (int) value;
  }

  private Optional<AttributeProto> attribute(String name) {
    return node.getAttributeList().stream().filter(a -> a.getName().equals(name)).findFirst();
  }

  long integer(String name, long otherwise) {
    return attribute(name).map(AttributeProto::getI).orElse(otherwise);
  }

  double real(String name, double otherwise) {
    return attribute(name).map(a -> (double) a.getF()).orElse(otherwise);
  }

  String text(String name, String otherwise) {
    return attribute(name).map(a -> a.getS().toStringUtf8()).orElse(otherwise);
  }

  Optional<List<Integer>> integerList(String name) {
    return attribute(name)
        .map(
            a -> {
              List<Integer> list = new ArrayList<>();
              for (long value : a.getIntsList()) {
                list.add(toInt(value, name));
              }
              return List.copyOf(list);
            });
  }

  int toInt(long value, String what) {
    if (value != (int) value) {
      throw refused("illegal " + what + " " + value);
    }
    return (int) value;
  }

  /** An axis number, counted from the end if negative. */
  int axis(long axis, int order) {
    if (axis < -order || axis >= order) {
      throw refused("illegal axis " + axis + " for a tensor of " + order + " axes");
    }
    return (int) (axis < 0 ? axis + order : axis);
  }

  void require(boolean condition, String otherwise) {
    if (!condition) {
      throw refused(otherwise);
    }
  }

  /** Zeros of a shape that was computed from the model, and may be absurd. */
  DoubleTensor zeros(List<Integer> shape) {
    long size = 1;
    for (int extent : shape) {
      require(extent >= 0, "illegal shape " + shape);
      size = extent == 0 ? 0 : size * extent;
      require(size <= MAX_ELEMENTS, "shape " + shape + " has more than 2^28 elements");
    }
    return new DoubleTensor(shape, new double[(int) size]);
  }

  /** A refusal that names the node. */
  public InvalidInputException refused(String reason) {
    return new InvalidInputException(
        "Cannot evaluate %s: %s.".formatted(NodeName.describe(node), reason));
  }
}
