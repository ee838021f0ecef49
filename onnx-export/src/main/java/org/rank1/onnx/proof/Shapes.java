package org.rank1.onnx.proof;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Operators that only arrange values. */
final class Shapes {
  private Shapes() {}

  static ArrangedForm reshape(NodeCall call) {
    ArrangedForm x = call.form(0);
    List<Long> shape = x.shape();
    boolean keepsZeros = call.attributes().integer("allowzero", 0) != 0;
    List<Long> target = new ArrayList<>();
    for (long declared : call.integers(1)) {
      boolean copied = declared == 0 && !keepsZeros;
      call.require(!copied || target.size() < shape.size(), "it copies an axis that is not there");
      target.add(copied ? shape.get(target.size()) : (Long) declared);
    }
    int open = target.indexOf(-1L);
    if (open >= 0) {
      target.set(open, 1L);
      long known = product(target);
      call.require(known > 0 && product(shape) % known == 0, "its shape does not fit");
      target.set(open, product(shape) / known);
    }
    call.require(target.stream().allMatch(extent -> extent > 0), "its shape does not fit");
    return x.reshaped(target);
  }

  private static long product(List<Long> extents) {
    return extents.stream().reduce(1L, Math::multiplyExact);
  }

  static ArrangedForm flatten(NodeCall call) {
    ArrangedForm x = call.form(0);
    long declared = call.attributes().integer("axis", 1);
    int axis = declared == x.order() ? x.order() : call.axis(declared, x.order());
    List<Long> shape = x.shape();
    return x.reshaped(
        List.of(product(shape.subList(0, axis)), product(shape.subList(axis, shape.size()))));
  }

  /** Axes from the attribute (before opset 13) or the second input. */
  private static SortedSet<Integer> axes(NodeCall call, int order) {
    long[] declared =
        call.has(1)
            ? call.integers(1)
            : call.attributes().integers("axes", List.of()).stream()
                .mapToLong(Long::longValue)
                .toArray();
    SortedSet<Integer> axes = new TreeSet<>();
    Arrays.stream(declared).forEach(axis -> axes.add(call.axis(axis, order)));
    return axes;
  }

  static ArrangedForm squeeze(NodeCall call) {
    ArrangedForm x = call.form(0);
    SortedSet<Integer> axes = axes(call, x.order());
    List<Long> target = new ArrayList<>();
    for (int axis = 0; axis < x.order(); axis++) {
      long extent = x.shape().get(axis);
      boolean dropped = axes.isEmpty() ? extent == 1 : axes.contains(axis);
      call.require(!dropped || extent == 1, "it drops an axis of extent " + extent);
      if (!dropped) {
        target.add(extent);
      }
    }
    return x.reshaped(target);
  }

  static ArrangedForm unsqueeze(NodeCall call) {
    ArrangedForm x = call.form(0);
    int added =
        call.has(1)
            ? call.integers(1).length
            : call.attributes().integers("axes", List.of()).size();
    List<Long> target = new ArrayList<>(x.shape());
    for (int axis : axes(call, x.order() + added)) {
      target.add(axis, 1L);
    }
    return x.reshaped(target);
  }

  static ArrangedForm transpose(NodeCall call) {
    ArrangedForm x = call.form(0);
    List<Long> reversed =
        IntStream.range(0, x.order()).mapToObj(axis -> x.order() - 1L - axis).toList();
    return x.transposed(
        call.attributes().integers("perm", reversed).stream().map(Math::toIntExact).toList());
  }
}
