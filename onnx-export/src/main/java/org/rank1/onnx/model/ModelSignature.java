package org.rank1.onnx.model;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.rank1.io.InvalidInputException;

/**
 * What a model with one input looks like from outside.
 *
 * @param input the input's name
 * @param shape its extents, batch first; {@link #ANY} where any extent is legal
 * @param outputs the outputs' names, in order
 */
public record ModelSignature(String input, List<Integer> shape, List<String> outputs) {
  /** An extent that the model leaves open. */
  public static final int ANY = -1;

  /** Copies. */
  public ModelSignature {
    shape = List.copyOf(shape);
    outputs = List.copyOf(outputs);
  }

  /**
   * Reads it from a graph.
   *
   * @param what what to call the model in an error, for example its quoted file name
   * @throws InvalidInputException if it has not exactly one input, a float tensor of known order,
   *     or no output
   */
  public static ModelSignature of(ModelGraph model, String what) {
    GraphProto graph = model.model().getGraph();
    List<ValueInfoProto> inputs = model.fedInputs();
    if (inputs.size() != 1) {
      throw new InvalidInputException(
          "Model %s has %d inputs %s, it must have one."
              .formatted(
                  what, inputs.size(), inputs.stream().map(ValueInfoProto::getName).toList()));
    }
    ValueInfoProto input = inputs.get(0);
    boolean floats =
        input.getType().hasTensorType()
            && input.getType().getTensorType().getElemType()
                == TensorProto.DataType.FLOAT.getNumber();
    List<TensorShapeProto.Dimension> dims = input.getType().getTensorType().getShape().getDimList();
    if (!floats || dims.isEmpty()) {
      throw new InvalidInputException(
          "Model %s: its input \"%s\" must be a float tensor with declared axes, batch first."
              .formatted(what, input.getName()));
    }
    if (graph.getOutputCount() == 0) {
      throw new InvalidInputException("Model %s has no output.".formatted(what));
    }
    List<Integer> shape = new ArrayList<>();
    for (TensorShapeProto.Dimension dim : dims) {
      boolean open = !dim.hasDimValue() || dim.getDimValue() < 1;
      shape.add(open ? ANY : (int) Math.min(dim.getDimValue(), Integer.MAX_VALUE));
    }
    return new ModelSignature(
        input.getName(),
        shape,
        graph.getOutputList().stream().map(ValueInfoProto::getName).toList());
  }

  /** The number of images one run takes, or {@link #ANY}. */
  public int batch() {
    return shape.get(0);
  }

  /** Whether a tensor of some shape is legal input, whatever its batch size. */
  public boolean accepts(List<Integer> given) {
    return given.size() == shape.size() && agree(given, 1);
  }

  /**
   * Refuses another model that cannot be compared with this one.
   *
   * @throws InvalidInputException naming both input shapes, or both lists of outputs
   */
  public void requireComparable(ModelSignature candidate) {
    if (candidate.shape.size() != shape.size() || !agree(candidate.shape, 0)) {
      throw new InvalidInputException(
          "The reference model takes input of shape %s, the candidate %s; they must be the same."
              .formatted(shapeText(), candidate.shapeText()));
    }
    if (candidate.outputs.size() != outputs.size()) {
      throw new InvalidInputException(
          "The reference model has outputs %s, the candidate %s; they must be as many."
              .formatted(outputs, candidate.outputs));
    }
  }

  private boolean agree(List<Integer> other, int fromAxis) {
    for (int axis = fromAxis; axis < shape.size(); axis++) {
      int own = shape.get(axis);
      int that = other.get(axis);
      if (own != that && own != ANY && that != ANY) {
        return false;
      }
    }
    return true;
  }

  /** The shape as people read it, {@code [?, 1, 28, 28]}. */
  public String shapeText() {
    return shape.stream()
        .map(extent -> extent == ANY ? "?" : String.valueOf(extent))
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
