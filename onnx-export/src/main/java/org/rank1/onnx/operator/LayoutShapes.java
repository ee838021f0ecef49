package org.rank1.onnx.operator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.rank1.onnx.graph.Dimension;
import org.rank1.onnx.graph.TensorShape;

/** Output shapes of operators that arrange, pick or reduce, as far as values tell them. */
final class LayoutShapes {
  private LayoutShapes() {}

  /** The extents that an input spells out. */
  static List<TensorShape> spelled(ShapeCall call, int input) {
    return List.of(call.integers(input).map(LayoutShapes::extents).orElse(TensorShape.UNKNOWN));
  }

  private static TensorShape extents(long[] extents) {
    List<Dimension> dims = new ArrayList<>();
    for (long extent : extents) {
      dims.add(known(extent));
    }
    return TensorShape.of(dims);
  }

  private static Dimension known(long extent) {
    return extent == ShapeCall.UNKNOWN ? Dimension.UNKNOWN : Dimension.of(extent);
  }

  static List<TensorShape> squeeze(ShapeCall call) {
    TensorShape input = call.shape(0);
    Optional<long[]> axes = call.integers("axes", 1);
    boolean all = axes.isEmpty() && !call.has(1);
    if (!input.ranked() || (axes.isEmpty() && !(all && input.isFixed()))) {
      return List.of(TensorShape.UNKNOWN);
    }
    TreeSet<Integer> squeezed = new TreeSet<>();
    for (long axis : axes.orElse(new long[0])) {
      squeezed.add(ShapeRules.axis(axis, input, input.rank() - 1));
    }
    List<Dimension> dims = new ArrayList<>();
    for (int axis = 0; axis < input.rank(); axis++) {
      Dimension dim = input.dim(axis);
      if (!(all ? dim.size() == 1 : squeezed.contains(axis))) {
        dims.add(dim);
      } else if (dim.isKnown() && dim.size() != 1) {
        throw new IllegalArgumentException(
            "axis %d of its input %s is not 1 and cannot be squeezed".formatted(axis, input));
      }
    }
    return List.of(TensorShape.of(dims));
  }

  static List<TensorShape> unsqueeze(ShapeCall call) {
    TensorShape input = call.shape(0);
    Optional<long[]> axes = call.integers("axes", 1);
    if (!input.ranked() || axes.isEmpty()) {
      return List.of(TensorShape.UNKNOWN);
    }
    int rank = input.rank() + axes.get().length;
    TreeSet<Integer> added = new TreeSet<>();
    for (long axis : axes.get()) {
      long position = axis < 0 ? axis + rank : axis;
      if (position < 0 || position >= rank || !added.add((int) position)) {
        throw new IllegalArgumentException(
            "illegal axes %s for an input %s".formatted(Arrays.toString(axes.get()), input));
      }
    }
    List<Dimension> dims = new ArrayList<>(input.dims());
    added.forEach(axis -> dims.add(axis, Dimension.of(1)));
    return List.of(TensorShape.of(dims));
  }

  static List<TensorShape> slice(ShapeCall call) {
    TensorShape input = call.shape(0);
    Optional<long[]> starts = call.integers("starts", 1);
    Optional<long[]> ends = call.integers("ends", 2);
    if (!input.ranked()) {
      return List.of(TensorShape.UNKNOWN);
    }
    Optional<long[]> axes = call.integers("axes", 3);
    Optional<long[]> steps = call.integers("steps", 4);
    List<Dimension> dims = new ArrayList<>(input.dims());
    boolean axesUnknown = axes.isEmpty() && call.has(3);
    if (starts.isEmpty() || ends.isEmpty() || axesUnknown || (steps.isEmpty() && call.has(4))) {
      return List.of(TensorShape.of(Collections.nCopies(dims.size(), Dimension.UNKNOWN)));
    }
    int count = starts.get().length;
    if (ends.get().length != count
        || axes.map(a -> a.length).orElse(count) != count
        || steps.map(s -> s.length).orElse(count) != count) {
      throw new IllegalArgumentException("its starts, ends, axes and steps are not as many");
    }
    for (int i = 0; i < count; i++) {
      long given = axes.isPresent() ? axes.get()[i] : i;
      int axis = ShapeRules.axis(given, input, input.rank() - 1);
      dims.set(
          axis,
          sliced(
              input.dim(axis),
              starts.get()[i],
              ends.get()[i],
              steps.isPresent() ? steps.get()[i] : 1));
    }
    return List.of(TensorShape.of(dims));
  }

  private static Dimension sliced(Dimension dim, long start, long end, long step) {
    boolean known =
        dim.isKnown()
            && start != ShapeCall.UNKNOWN
            && end != ShapeCall.UNKNOWN
            && step != ShapeCall.UNKNOWN;
    return known
        ? Dimension.of(SliceRange.of(start, end, step, (int) dim.size()).count())
        : Dimension.UNKNOWN;
  }

  /** Equal parts, the last one smaller if need be. */
  static long[] evenSplit(long extent, int parts) {
    long[] sizes = new long[parts];
    long each = (extent + parts - 1) / parts;
    for (int i = 0; i < parts; i++) {
      sizes[i] = Math.max(0, Math.min(each, extent - i * each));
    }
    return sizes;
  }

  static List<TensorShape> split(ShapeCall call) {
    TensorShape input = call.shape(0);
    if (!input.ranked()) {
      return Collections.nCopies(call.outputs(), TensorShape.UNKNOWN);
    }
    int axis = ShapeRules.axis(call.attributes().integer("axis", 0), input, input.rank() - 1);
    Dimension dim = input.dim(axis);
    Optional<long[]> sizes = call.integers("split", 1);
    if (sizes.isEmpty() && !call.has(1) && dim.isKnown()) {
      sizes = Optional.of(evenSplit(dim.size(), call.outputs()));
    }
    if (sizes.isPresent() && sizes.get().length != call.outputs()) {
      throw new IllegalArgumentException(
          "its split %s does not fit %d outputs"
              .formatted(Arrays.toString(sizes.get()), call.outputs()));
    }
    boolean known = sizes.isPresent() && Arrays.stream(sizes.get()).allMatch(s -> s >= 0);
    if (known && dim.isKnown() && Arrays.stream(sizes.get()).sum() != dim.size()) {
      throw new IllegalArgumentException(
          "its split %s does not fit axis %d of its input %s"
              .formatted(Arrays.toString(sizes.get()), axis, input));
    }
    List<TensorShape> outputs = new ArrayList<>();
    for (int i = 0; i < call.outputs(); i++) {
      List<Dimension> dims = new ArrayList<>(input.dims());
      dims.set(axis, known ? Dimension.of(sizes.get()[i]) : Dimension.UNKNOWN);
      outputs.add(TensorShape.of(dims));
    }
    return outputs;
  }

  static List<TensorShape> gather(ShapeCall call) {
    TensorShape input = call.shape(0);
    TensorShape indices = call.shape(1);
    if (!input.ranked() || !indices.ranked()) {
      return List.of(TensorShape.UNKNOWN);
    }
    int axis = ShapeRules.axis(call.attributes().integer("axis", 0), input, input.rank() - 1);
    List<Dimension> dims = new ArrayList<>(input.dims().subList(0, axis));
    dims.addAll(indices.dims());
    dims.addAll(input.dims().subList(axis + 1, input.rank()));
    return List.of(TensorShape.of(dims));
  }

  static List<TensorShape> expand(ShapeCall call) {
    TensorShape shape = spelled(call, 1).get(0);
    return ShapeRules.broadcast(call.attributes(), List.of(call.shape(0), shape));
  }

  static List<TensorShape> tile(ShapeCall call) {
    TensorShape input = call.shape(0);
    Optional<long[]> repeats = call.integers(1);
    if (!input.ranked() || repeats.isEmpty()) {
      return List.of(TensorShape.UNKNOWN);
    }
    if (repeats.get().length != input.rank()) {
      throw new IllegalArgumentException(
          "its repeats %s do not fit its input %s"
              .formatted(Arrays.toString(repeats.get()), input));
    }
    List<Dimension> dims = new ArrayList<>();
    for (int axis = 0; axis < input.rank(); axis++) {
      long times = repeats.get()[axis];
      dims.add(
          !input.dim(axis).isKnown() || times == ShapeCall.UNKNOWN
              ? Dimension.UNKNOWN
              : exact((double) input.dim(axis).size() * times));
    }
    return List.of(TensorShape.of(dims));
  }

  private static Dimension exact(double extent) {
    if (!(extent >= 0 && extent <= Integer.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "illegal extent %.0f, must be from 0 to %d".formatted(extent, Integer.MAX_VALUE));
    }
    return Dimension.of((long) extent);
  }

  static List<TensorShape> pad(ShapeCall call) {
    TensorShape input = call.shape(0);
    Optional<long[]> pads = call.integers("pads", 1);
    Optional<long[]> axes = call.integers(3);
    if (!input.ranked()) {
      return List.of(TensorShape.UNKNOWN);
    }
    if (pads.isEmpty() || (axes.isEmpty() && call.has(3))) {
      return List.of(TensorShape.of(Collections.nCopies(input.rank(), Dimension.UNKNOWN)));
    }
    int count = axes.map(a -> a.length).orElse(input.rank());
    if (pads.get().length != 2 * count) {
      throw new IllegalArgumentException(
          "its pads %s do not fit its input %s".formatted(Arrays.toString(pads.get()), input));
    }
    List<Dimension> dims = new ArrayList<>(input.dims());
    for (int i = 0; i < count; i++) {
      int axis = ShapeRules.axis(axes.isPresent() ? axes.get()[i] : i, input, input.rank() - 1);
      long begin = pads.get()[i];
      long end = pads.get()[count + i];
      boolean known =
          input.dim(axis).isKnown() && begin != ShapeCall.UNKNOWN && end != ShapeCall.UNKNOWN;
      dims.set(
          axis, known ? exact((double) input.dim(axis).size() + begin + end) : Dimension.UNKNOWN);
    }
    return List.of(TensorShape.of(dims));
  }

  /** Blocks of positions that become channels, or back. */
  static List<TensorShape> blocks(ShapeCall call, boolean toSpace) {
    TensorShape input = call.shape(0);
    long block = call.attributes().integer("blocksize", 0);
    if (!input.isFixed() || input.rank() != 4 || block < 1 || block > 1 << 15) {
      return List.of(TensorShape.UNKNOWN);
    }
    long square = block * block;
    long c = input.dim(1).size();
    long h = input.dim(2).size();
    long w = input.dim(3).size();
    if (toSpace ? c % square != 0 : h % block != 0 || w % block != 0) {
      throw new IllegalArgumentException(
          "its input %s does not fit blocksize %d".formatted(input, block));
    }
    return List.of(
        TensorShape.of(
            List.of(
                input.dim(0),
                exact(toSpace ? c / (double) square : (double) c * square),
                exact(toSpace ? (double) h * block : h / (double) block),
                exact(toSpace ? (double) w * block : w / (double) block))));
  }

  static List<TensorShape> reduce(ShapeCall call) {
    TensorShape input = call.shape(0);
    boolean keeps = call.attributes().integer("keepdims", 1) != 0;
    Optional<long[]> axes = call.integers("axes", 1);
    if (!input.ranked() || (axes.isEmpty() && call.has(1))) {
      return List.of(TensorShape.UNKNOWN);
    }
    boolean none = axes.isEmpty() || axes.get().length == 0;
    if (none && call.attributes().integer("noop_with_empty_axes", 0) != 0) {
      return List.of(input);
    }
    TreeSet<Integer> reduced = new TreeSet<>();
    for (long axis : axes.orElse(new long[0])) {
      reduced.add(ShapeRules.axis(axis, input, input.rank() - 1));
    }
    return List.of(without(input, none ? null : reduced, keeps));
  }

  static List<TensorShape> extreme(ShapeCall call) {
    TensorShape input = call.shape(0);
    if (!input.ranked()) {
      return List.of(TensorShape.UNKNOWN);
    }
    int axis = ShapeRules.axis(call.attributes().integer("axis", 0), input, input.rank() - 1);
    return List.of(
        without(
            input, new TreeSet<>(List.of(axis)), call.attributes().integer("keepdims", 1) != 0));
  }

  private static TensorShape without(
      TensorShape input, @Nullable Set<Integer> axes, boolean keeps) {
    List<Dimension> dims = new ArrayList<>();
    for (int axis = 0; axis < input.rank(); axis++) {
      boolean goes = axes == null || axes.contains(axis);
      if (!goes || keeps) {
        dims.add(goes ? Dimension.of(1) : input.dim(axis));
      }
    }
    return TensorShape.of(dims);
  }
}
