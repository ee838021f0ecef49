package org.rank1.onnx.operator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Operators that take some elements, or some several times. */
enum Selection implements Evaluator {
  SLICE,
  SPLIT,
  GATHER,
  EXPAND,
  TILE,
  PAD;

  @Override
  public DoubleTensor evaluate(OperatorCall call) {
    DoubleTensor x = call.input(0);
    return switch (this) {
      case SLICE -> slice(call, x);
      case SPLIT -> split(call, x).get(0);
      case GATHER -> gather(call, x);
      case EXPAND -> expand(call, x);
      case TILE -> tile(call, x);
      case PAD -> pad(call, x);
    };
  }

  @Override
  public List<DoubleTensor> evaluateAll(OperatorCall call) {
    return this == SPLIT ? split(call, call.input(0)) : List.of(evaluate(call));
  }

  private static DoubleTensor slice(OperatorCall call, DoubleTensor x) {
    long[] starts = call.integers("starts", 1);
    long[] ends = call.integers("ends", 2);
    long[] axes = call.integersOr("axes", 3, Picking.all(starts.length));
    int[] ones = new int[starts.length];
    Arrays.fill(ones, 1);
    long[] steps = call.integersOr("steps", 4, ones);
    call.require(
        ends.length == starts.length
            && axes.length == starts.length
            && steps.length == starts.length,
        "starts, ends, axes and steps must be as many");
    List<int[]> picks = Picking.all(x.shape());
    for (int i = 0; i < starts.length; i++) {
      call.require(steps[i] != 0, "a step is 0");
      int axis = call.axis(axes[i], x.shape().size());
      picks.set(axis, SliceRange.of(starts[i], ends[i], steps[i], x.shape().get(axis)).positions());
    }
    return Picking.of(call, x, picks, 0);
  }

  private static List<DoubleTensor> split(OperatorCall call, DoubleTensor x) {
    int axis = call.axis(call.integer("axis", 0), x.shape().size());
    int extent = x.shape().get(axis);
    long[] sizes =
        call.hasIntegers("split", 1)
            ? call.integers("split", 1)
            : LayoutShapes.evenSplit(extent, call.outputs());
    List<DoubleTensor> parts = new ArrayList<>();
    int from = 0;
    for (long size : sizes) {
      call.require(
          size >= 0 && size <= extent - from,
          "split %s does not fit %d positions".formatted(Arrays.toString(sizes), extent));
      List<int[]> picks = Picking.all(x.shape());
      picks.set(axis, IntStream.range(from, from + (int) size).toArray());
      parts.add(Picking.of(call, x, picks, 0));
      from += (int) size;
    }
    call.require(
        from == extent && parts.size() == call.outputs(),
        "split %s does not fit %d positions and %d outputs"
            .formatted(Arrays.toString(sizes), extent, call.outputs()));
    return parts;
  }

  private static DoubleTensor gather(OperatorCall call, DoubleTensor x) {
    int order = x.shape().size();
    int axis = call.axis(call.integer("axis", 0), order);
    long[] indices = call.integers(1);
    int extent = x.shape().get(axis);
    int[] positions = new int[indices.length];
    for (int i = 0; i < positions.length; i++) {
      call.require(
          indices[i] >= -extent && indices[i] < extent,
          "index %d lies outside of %d positions".formatted(indices[i], extent));
      positions[i] = (int) (indices[i] < 0 ? indices[i] + extent : indices[i]);
    }
    List<int[]> picks = Picking.all(x.shape());
    picks.set(axis, positions);
    List<Integer> shape = new ArrayList<>(x.shape().subList(0, axis));
    shape.addAll(call.input(1).shape());
    shape.addAll(x.shape().subList(axis + 1, order));
    return Picking.of(call, x, picks, 0).reshape(shape);
  }

  private static DoubleTensor expand(OperatorCall call, DoubleTensor x) {
    List<Integer> shape = new ArrayList<>();
    for (long extent : call.integers(1)) {
      shape.add(call.toInt(extent, "extent"));
    }
    return Broadcast.apply(call, x, call.zeros(shape), (value, zero) -> value);
  }

  private static DoubleTensor tile(OperatorCall call, DoubleTensor x) {
    long[] repeats = call.integers(1);
    call.require(
        repeats.length == x.shape().size(),
        "repeats %s do not fit %s".formatted(Arrays.toString(repeats), x.shape()));
    List<int[]> picks = new ArrayList<>();
    for (int axis = 0; axis < repeats.length; axis++) {
      int extent = x.shape().get(axis);
      int length = call.extent((double) extent * repeats[axis]);
      picks.add(IntStream.range(0, length).map(i -> i % extent).toArray());
    }
    return Picking.of(call, x, picks, 0);
  }

  private static DoubleTensor pad(OperatorCall call, DoubleTensor x) {
    int order = x.shape().size();
    long[] pads = call.integers("pads", 1);
    long[] axes = call.integersOr("axes", 3, Picking.all(order));
    call.require(
        pads.length == 2 * axes.length,
        "pads %s do not fit %d axes".formatted(Arrays.toString(pads), axes.length));
    String mode = call.text("mode", "constant");
    List<int[]> picks = Picking.all(x.shape());
    for (int i = 0; i < axes.length; i++) {
      int axis = call.axis(axes[i], order);
      long begin = pads[i];
      int extent = x.shape().get(axis);
      int length = call.extent((double) extent + begin + pads[axes.length + i]);
      picks.set(
          axis,
          IntStream.range(0, length)
              .map(position -> source(call, mode, position - begin, extent))
              .toArray());
    }
    double value = call.has(2) ? call.input(2).data()[0] : call.real("value", 0);
    return Picking.of(call, x, picks, call.absolute() ? Math.abs(value) : value);
  }

  private static int source(OperatorCall call, String mode, long position, int extent) {
    if (position >= 0 && position < extent) {
      return (int) position;
    }
    call.require(
        mode.equals("constant") || extent > 0, "an axis without positions cannot be continued");
    return switch (mode) {
      case "constant" -> Picking.OUTSIDE;
      case "edge" -> position < 0 ? 0 : extent - 1;
      case "wrap" -> (int) Math.floorMod(position, (long) extent);
      case "reflect" -> {
        long period = Math.max(1, 2L * (extent - 1));
        long within = Math.floorMod(position, period);
        yield (int) (within < extent ? within : period - within);
      }
      default -> throw call.refused("unknown mode \"" + mode + "\"");
    };
  }
}
