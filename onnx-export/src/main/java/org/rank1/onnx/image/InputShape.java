package org.rank1.onnx.image;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.List;
import java.util.stream.Collectors;
import org.rank1.io.InvalidInputException;
import org.rank1.network.FeatureShape;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.model.ModelSignature;

/** The shape of one example of a model, and models that leave some of it open. */
public final class InputShape {
  private InputShape() {}

  /**
   * The shape of one example.
   *
   * @throws InvalidInputException if the model leaves it open, or no example has such a shape
   */
  public static FeatureShape of(CheckedModel model) {
    List<Integer> extents = extents(model);
    if (extents.isEmpty() || extents.contains(ModelSignature.ANY)) {
      throw new InvalidInputException(
          "%s leaves the shape %s of its input open; only the batch may be, so name the rest with --input %s."
              .formatted(model.place(), text(model.signature().shape()), example(extents)));
    }
    try {
      return new FeatureShape(extents.get(0), extents.subList(1, extents.size()));
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(
          "The input of %s has an %s.".formatted(model.place(), e.getMessage()), e);
    }
  }

  private static List<Integer> extents(CheckedModel model) {
    List<Integer> shape = model.signature().shape();
    return shape.subList(1, shape.size());
  }

  private static String text(List<Integer> extents) {
    return extents.stream()
        .map(extent -> extent == ModelSignature.ANY ? "?" : String.valueOf(extent))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /** What the option may look like: channels where they are open 3, other extents 224. */
  private static String example(List<Integer> extents) {
    StringBuilder example = new StringBuilder();
    for (int axis = 0; axis < extents.size(); axis++) {
      int extent = extents.get(axis);
      int shown = extent != ModelSignature.ANY ? extent : axis == 0 ? 3 : 224;
      example.append(axis == 0 ? "" : "x").append(shown);
    }
    return example.isEmpty() ? "CxHxW" : example.toString();
  }

  /**
   * A model that declares the given shape where it left it open; the batch stays as it is.
   *
   * @throws InvalidInputException if it declares another one
   */
  public static CheckedModel fix(CheckedModel model, FeatureShape shape) {
    List<Integer> declared = extents(model);
    List<Integer> wanted = shape.extents();
    boolean fits = declared.size() == wanted.size();
    for (int axis = 0; fits && axis < wanted.size(); axis++) {
      fits = List.of(ModelSignature.ANY, wanted.get(axis)).contains(declared.get(axis));
    }
    if (!fits) {
      throw new InvalidInputException(
          "%s takes inputs of shape %s, which %s does not fit."
              .formatted(model.place(), text(model.signature().shape()), shape));
    }
    if (declared.equals(wanted)) {
      return model;
    }
    ModelProto.Builder fixed = model.proto().toBuilder();
    String input = model.signature().input();
    for (ValueInfoProto.Builder each : fixed.getGraphBuilder().getInputBuilderList()) {
      if (each.getName().equals(input)) {
        TensorShapeProto.Builder dims =
            each.getTypeBuilder().getTensorTypeBuilder().getShapeBuilder();
        for (int axis = 0; axis < wanted.size(); axis++) {
          dims.getDimBuilder(axis + 1).setDimValue(wanted.get(axis));
        }
      }
    }
    return CheckedModel.of(fixed.build(), model.place());
  }
}
