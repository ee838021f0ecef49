package org.rank1.onnx.operator;

/**
 * Which input positions an output position of {@code Resize} reads.
 *
 * @param coordinates the mode in which positions are converted
 * @param rounding how the nearest neighbour is chosen
 * @param simple whether the neighbour is chosen as before opset 11
 */
record SamplePositions(String coordinates, String rounding, boolean simple) {
  /**
   * Neighbours and their weights.
   *
   * @param positions within the axis
   * @param weights as many
   */
  @SuppressWarnings("ArrayRecordComponent") // read at once, never compared
  record Taps(int[] positions, double[] weights) {}

  static SamplePositions of(OperatorCall call) {
    boolean simple = call.opset() < 11;
    String coordinates =
        simple ? "asymmetric" : call.text("coordinate_transformation_mode", "half_pixel");
    call.require(!coordinates.equals("tf_crop_and_resize"), "tf_crop_and_resize is not evaluated");
    return new SamplePositions(
        coordinates, call.text("nearest_mode", "round_prefer_floor"), simple);
  }

  /** The position of the input that an output position corresponds to. */
  private float source(int output, int extent, Resampling.Axis axis) {
    float scale = axis.scale();
    int length = axis.output();
    return switch (coordinates) {
      case "asymmetric" -> output / scale;
      case "align_corners" -> length == 1 ? 0 : output * (float) (extent - 1) / (length - 1);
      case "pytorch_half_pixel" -> length > 1 ? (output + 0.5f) / scale - 0.5f : 0;
      case "tf_half_pixel_for_nn" -> (output + 0.5f) / scale;
      case "half_pixel_symmetric" -> {
        float width = scale * extent;
        float adjustment = length / width;
        float center = extent / 2f;
        float offset = center * (1 - adjustment);
        yield offset + (output + 0.5f) / scale - 0.5f;
      }
      default -> scale == 1 ? output : (output + 0.5f) / scale - 0.5f;
    };
  }

  int[] nearest(int extent, Resampling.Axis axis) {
    int[] picks = new int[axis.output()];
    for (int o = 0; o < picks.length; o++) {
      float source = source(o, extent, axis);
      double rounded =
          simple
              ? (axis.scale() < 1 ? Math.ceil(source) : (double) (long) source)
              : switch (rounding) {
                case "floor" -> Math.floor(source);
                case "ceil" -> Math.ceil(source);
                case "round_prefer_ceil" -> Math.floor(source + 0.5);
                default -> Math.ceil(source - 0.5);
              };
      picks[o] = (int) Math.max(0, Math.min(extent - 1, rounded));
    }
    return picks;
  }

  Taps linear(int output, int extent, Resampling.Axis axis) {
    float source = Math.max(0, Math.min(extent - 1, source(output, extent, axis)));
    int low = Math.min((int) source, extent - 1);
    int high = Math.min(low + 1, extent - 1);
    double part = low == high ? 0.5 : source - (double) low;
    return new Taps(new int[] {low, high}, new double[] {1 - part, part});
  }

  /** Keys' cubic convolution over four neighbours. */
  Taps cubic(int output, int extent, Resampling.Axis axis, double a, boolean excludes) {
    float source = source(output, extent, axis);
    int low = (int) Math.floor(source);
    double t = source - (double) low;
    double[] weights = {
      ((a * (t + 1) - 5 * a) * (t + 1) + 8 * a) * (t + 1) - 4 * a,
      ((a + 2) * t - (a + 3)) * t * t + 1,
      ((a + 2) * (1 - t) - (a + 3)) * (1 - t) * (1 - t) + 1,
      ((a * (2 - t) - 5 * a) * (2 - t) + 8 * a) * (2 - t) - 4 * a
    };
    int[] positions = new int[weights.length];
    double sum = 0;
    for (int k = 0; k < positions.length; k++) {
      int position = low - 1 + k;
      positions[k] = Math.max(0, Math.min(extent - 1, position));
      weights[k] = excludes && position != positions[k] ? 0 : weights[k];
      sum += weights[k];
    }
    for (int k = 0; excludes && k < weights.length; k++) {
      weights[k] /= sum;
    }
    return new Taps(positions, weights);
  }
}
