package org.rank1.onnx.export;

import org.rank1.filter.FloatTensor;

/** Refuses weights that went bad. */
final class Finite {
  private Finite() {}

  /**
   * The tensor itself.
   *
   * @throws IllegalArgumentException if a value is infinite or not a number
   */
  static FloatTensor require(String layer, String what, FloatTensor tensor) {
    float[] data = tensor.data();
    for (int i = 0; i < data.length; i++) {
      if (!Float.isFinite(data[i])) {
        throw new IllegalArgumentException(
            "Layer \"%s\": its %s is not finite: %s at element %d of %s"
                .formatted(layer, what, data[i], i, tensor.shape()));
      }
    }
    return tensor;
  }
}
