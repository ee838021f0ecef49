package org.rank1.onnx.runtime;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.TensorInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rank1.filter.FloatTensor;
import org.rank1.io.InvalidInputException;
import org.rank1.io.NearMisses;

/** What a model says about its inputs: native code never sees anything else. */
final class DeclaredInputs {
  private final Map<String, long[]> shapes;

  private DeclaredInputs(Map<String, long[]> shapes) {
    this.shapes = shapes;
  }

  static DeclaredInputs of(Map<String, NodeInfo> inputs) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    inputs.forEach((name, info) -> shapes.put(name, requireFloats("input", info).getShape()));
    return new DeclaredInputs(shapes);
  }

  static TensorInfo requireFloats(String kind, NodeInfo info) {
    if (info.getInfo() instanceof TensorInfo tensor && tensor.type == OnnxJavaType.FLOAT) {
      return tensor;
    }
    String type =
        info.getInfo() instanceof TensorInfo tensor
            ? "a tensor of " + tensor.type
            : "no tensor: " + info.getInfo().getClass().getSimpleName();
    throw new InvalidInputException(
        "The model's %s \"%s\" is %s; only tensors of 32-bit floats can be run."
            .formatted(kind, info.getName(), type));
  }

  /**
   * Refuses values that do not fit.
   *
   * @throws InvalidInputException naming the input, its shape and the declared one
   */
  void check(Map<String, FloatTensor> values) {
    for (String name : values.keySet()) {
      if (!shapes.containsKey(name)) {
        throw new InvalidInputException(
            NearMisses.unknown("input", name, "the model's inputs", shapes.keySet()));
      }
    }
    shapes.forEach(
        (name, declared) -> {
          FloatTensor value = values.get(name);
          if (value == null) {
            throw new InvalidInputException(
                "The model's input \"%s\" of shape %s is missing; given: %s."
                    .formatted(name, text(declared), values.keySet()));
          }
          if (!fits(declared, value.shape())) {
            throw new InvalidInputException(
                "Input \"%s\" has shape %s, the model wants %s."
                    .formatted(name, value.shape(), text(declared)));
          }
        });
  }

  /** The product of the extents that the model leaves open: how many times one example is fed. */
  double openExtents(Map<String, FloatTensor> values) {
    double product = 1;
    for (Map.Entry<String, long[]> input : shapes.entrySet()) {
      FloatTensor value = values.get(input.getKey());
      double own = 1;
      for (int axis = 0; value != null && axis < input.getValue().length; axis++) {
        own *= input.getValue()[axis] < 0 ? value.shape().get(axis) : 1;
      }
      product = Math.max(product, own);
    }
    return product;
  }

  private static boolean fits(long[] declared, List<Integer> shape) {
    if (declared.length != shape.size()) {
      return false;
    }
    for (int axis = 0; axis < declared.length; axis++) {
      // Negative is symbolic: any extent but none at all, which kernels divide by.
      boolean fits =
          declared[axis] < 0 ? shape.get(axis) > 0 : declared[axis] == (long) shape.get(axis);
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  private static String text(long[] declared) {
    List<String> extents = new ArrayList<>();
    for (long extent : declared) {
      extents.add(extent < 0 ? "?" : String.valueOf(extent));
    }
    return extents.toString();
  }
}
