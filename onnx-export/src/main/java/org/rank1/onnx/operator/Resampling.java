package org.rank1.onnx.operator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.rank1.onnx.graph.NodeAttributes;
import org.rank1.onnx.graph.TensorShape;

/**
 * {@code Resize} and {@code Upsample}, axis by axis.
 *
 * <p>Positions are computed in 32-bit floats, in the order in which ONNX Runtime does it: which
 * neighbour is the nearest hangs on their last bit. To the nearest neighbour nothing rounds.
 * Interpolated values hang on weights which runtimes round as they like: they are measured, not
 * proved.
 */
record Resampling() implements Evaluator {
  /** Where the sizes of a node's output come from. */
  private static final int SINCE_ROI = 11;

  /**
   * How one axis is sampled.
   *
   * @param scale output extent over input extent, as the node says or as the sizes come to
   * @param output the output's extent
   */
  record Axis(float scale, int output) {}

  /**
   * The axes of a node.
   *
   * @param scales one number per axis, if the node has them
   * @param sizes one extent per axis, if the node has them
   * @param axes which axes they are for, if not for all
   * @throws IllegalArgumentException if they do not fit the input
   */
  static List<Axis> axes(
      List<Integer> input,
      Optional<double[]> scales,
      Optional<long[]> sizes,
      Optional<long[]> axes) {
    List<Axis> result = new ArrayList<>();
    input.forEach(extent -> result.add(new Axis(1, extent)));
    int count = scales.map(s -> s.length).orElseGet(() -> sizes.map(s -> s.length).orElse(0));
    if (count != axes.map(a -> a.length).orElse(input.size())) {
      throw new IllegalArgumentException(
          "%d scales or sizes do not fit an input of %d axes".formatted(count, input.size()));
    }
    for (int i = 0; i < count; i++) {
      long given = axes.isPresent() ? axes.get()[i] : i;
      int axis = (int) (given < 0 ? given + input.size() : given);
      if (given >= input.size() || axis < 0) {
        throw new IllegalArgumentException("illegal axis " + given);
      }
      int extent = input.get(axis);
      float scale =
          scales.isPresent() ? (float) scales.get()[i] : (float) sizes.orElseThrow()[i] / extent;
      double output =
          scales.isPresent() ? Math.floor(scale * (float) extent) : sizes.orElseThrow()[i];
      if (!(scale > 0) || output < 0 || output > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "illegal scale %s of an axis with %d positions".formatted(scale, extent));
      }
      result.set(axis, new Axis(scale, (int) output));
    }
    return result;
  }

  /** The output's shape, as far as scales or sizes are known. */
  static List<TensorShape> shapes(ShapeCall call) {
    TensorShape input = call.shape(0);
    if (!input.isFixed()) {
      return List.of(TensorShape.UNKNOWN);
    }
    Optional<double[]> scales = scales(call);
    Optional<long[]> sizes = call.opset() >= SINCE_ROI ? call.integers(3) : Optional.empty();
    boolean known =
        scales
            .map(s -> Arrays.stream(s).noneMatch(Double::isNaN))
            .orElseGet(
                () ->
                    sizes
                        .map(s -> Arrays.stream(s).noneMatch(v -> v == ShapeCall.UNKNOWN))
                        .orElse(false));
    if (!known || !stretches(call.attributes())) {
      return List.of(TensorShape.UNKNOWN);
    }
    List<Integer> extents = input.dims().stream().map(dim -> (int) dim.size()).toList();
    long[] output =
        axes(extents, scales, sizes, given(call.attributes())).stream()
            .mapToLong(Axis::output)
            .toArray();
    return List.of(TensorShape.of(output));
  }

  private static Optional<double[]> scales(ShapeCall call) {
    Optional<double[]> attribute = floats(call.attributes());
    return attribute.isPresent()
        ? attribute
        : call.value(call.opset() >= SINCE_ROI ? 2 : 1)
            .map(DoubleTensor::data)
            .filter(scales -> scales.length > 0);
  }

  private static Optional<double[]> floats(NodeAttributes attributes) {
    return attributes.has("scales")
        ? Optional.of(attributes.reals("scales").stream().mapToDouble(f -> f).toArray())
        : Optional.empty();
  }

  private static Optional<long[]> given(NodeAttributes attributes) {
    return attributes.has("axes")
        ? Optional.of(
            attributes.integers("axes", List.of()).stream().mapToLong(Long::longValue).toArray())
        : Optional.empty();
  }

  private static boolean stretches(NodeAttributes attributes) {
    return attributes.text("keep_aspect_ratio_policy", "stretch").equals("stretch");
  }

  @Override
  public DoubleTensor evaluate(OperatorCall call) {
    DoubleTensor x = call.input(0);
    call.require(
        call.opset() != SINCE_ROI - 1, "opset 10 does not say which positions Resize reads");
    boolean modern = call.opset() >= SINCE_ROI;
    int scalesAt = modern ? 2 : 1;
    Optional<double[]> attribute = floats(call.attributes());
    Optional<double[]> scales =
        attribute.isPresent()
            ? attribute
            : call.has(scalesAt)
                ? Optional.of(call.signed(scalesAt).data()).filter(s -> s.length > 0)
                : Optional.empty();
    Optional<long[]> sizes =
        modern && call.has(3) ? Optional.of(call.integers(3)) : Optional.empty();
    call.require(
        call.integer("antialias", 0) == 0 && stretches(call.attributes()),
        "antialias and keep_aspect_ratio_policy are not evaluated");
    call.require(!x.shape().contains(0), "input " + x.shape() + " has no elements");
    List<Axis> axes;
    try {
      axes = axes(x.shape(), scales, sizes, given(call.attributes()));
    } catch (IllegalArgumentException e) {
      throw call.refused(String.valueOf(e.getMessage()));
    }
    SamplePositions positions = SamplePositions.of(call);
    String mode = call.text("mode", "nearest");
    if (mode.equals("nearest")) {
      List<int[]> picks = new ArrayList<>();
      for (int axis = 0; axis < axes.size(); axis++) {
        picks.add(positions.nearest(x.shape().get(axis), axes.get(axis)));
      }
      return Picking.of(call, x, picks, 0);
    }
    call.require(mode.equals("linear") || mode.equals("cubic"), "unknown mode \"" + mode + "\"");
    DoubleTensor y = x;
    for (int axis = 0; axis < axes.size(); axis++) {
      Axis target = axes.get(axis);
      if (target.scale() != 1 || target.output() != x.shape().get(axis)) {
        y = interpolated(call, y, axis, target, positions, mode.equals("cubic"));
      }
    }
    return y;
  }

  private static DoubleTensor interpolated(
      OperatorCall call,
      DoubleTensor x,
      int axis,
      Axis target,
      SamplePositions positions,
      boolean cubic) {
    int extent = x.shape().get(axis);
    List<Integer> shape = new ArrayList<>(x.shape());
    shape.set(axis, target.output());
    DoubleTensor y = call.zeros(shape);
    int inner = x.extent(axis + 1, shape.size());
    int outer = x.extent(0, axis);
    double cubicCoefficient = call.real("cubic_coeff_a", -0.75f);
    boolean excludes = call.integer("exclude_outside", 0) != 0;
    for (int o = 0; o < target.output(); o++) {
      SamplePositions.Taps taps =
          cubic
              ? positions.cubic(o, extent, target, cubicCoefficient, excludes)
              : positions.linear(o, extent, target);
      for (int block = 0; block < outer; block++) {
        int to = (block * target.output() + o) * inner;
        for (int k = 0; k < taps.weights().length; k++) {
          int from = (block * extent + taps.positions()[k]) * inner;
          for (int i = 0; i < inner; i++) {
            y.data()[to + i] += taps.weights()[k] * x.data()[from + i];
          }
        }
      }
    }
    return y;
  }

  @Override
  public boolean isBounded(OperatorCall call) {
    return call.text("mode", "nearest").equals("nearest");
  }
}
