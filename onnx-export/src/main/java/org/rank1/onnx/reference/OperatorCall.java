package org.rank1.onnx.reference;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rank1.io.InvalidInputException;
import org.rank1.onnx.graph.NodeName;

/** One application of an operator: its node and the values it reads. */
final class OperatorCall {
  /** 2 GiB of doubles: more is a mistake or an attack, not an image network. */
  private static final long MAX_ELEMENTS = 1L << 28;

  private final NodeProto node;
  private final int opset;
  private final boolean absolute;
  private final Map<String, DoubleTensor> values;
  private final Constants constants;

  OperatorCall(
      NodeProto node,
      int opset,
      boolean absolute,
      Map<String, DoubleTensor> values,
      Constants constants) {
    this.node = node;
    this.opset = opset;
    this.absolute = absolute;
    this.values = values;
    this.constants = constants;
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

  /** Whether an input is given and belongs to the model rather than to the data. */
  boolean isConstant(int input) {
    return has(input) && constants.has(node.getInput(input));
  }

  /** A float input: computed, or a constant, whose magnitudes count in an absolute evaluation. */
  DoubleTensor input(int input) {
    if (!has(input)) {
      throw refused("input " + input + " is missing");
    }
    String name = node.getInput(input);
    DoubleTensor value = values.get(name);
    if (value != null) {
      return value;
    }
    DoubleTensor constant = constants.floats(name);
    return absolute ? constant.abs() : constant;
  }

  /** A constant with its signs, in an absolute evaluation too. */
  DoubleTensor signed(int input) {
    require(isConstant(input), "input " + input + " must be a constant of the model");
    return constants.floats(node.getInput(input));
  }

  /** The range of bytes of which a constant input is one. */
  int[] byteRange(int input) {
    require(
        isConstant(input) && constants.areBytes(node.getInput(input)),
        "input " + input + " must be a constant of bytes");
    return constants.areSignedBytes(node.getInput(input))
        ? new int[] {Byte.MIN_VALUE, Byte.MAX_VALUE}
        : new int[] {0, 255};
  }

  Optional<DoubleTensor> optional(int input) {
    return has(input) ? Optional.of(input(input)) : Optional.empty();
  }

  /** An integer input, which must be a constant. */
  long[] integers(int input) {
    if (!isConstant(input)) {
      throw refused("input " + input + " must be a constant of the model");
    }
    return constants.integers(node.getInput(input));
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

  InvalidInputException refused(String reason) {
    return new InvalidInputException(
        "Cannot evaluate %s: %s.".formatted(NodeName.describe(node), reason));
  }
}
