package org.rank1.onnx.operator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Operators that only arrange values. */
enum Layout implements Evaluator {
  IDENTITY,
  DROPOUT,
  FLATTEN,
  RESHAPE,
  SQUEEZE,
  UNSQUEEZE,
  TRANSPOSE,
  CONCAT;

  @Override
  public DoubleTensor evaluate(OperatorCall call) {
    DoubleTensor x = call.input(0);
    return switch (this) {
      case IDENTITY -> x;
      case DROPOUT -> dropout(call, x);
      case FLATTEN -> flatten(call, x);
      case RESHAPE -> reshape(call, x);
      case SQUEEZE -> squeeze(call, x);
      case UNSQUEEZE -> unsqueeze(call, x);
      case TRANSPOSE -> transpose(call, x);
      case CONCAT -> concat(call);
    };
  }

  /** In inference nothing is dropped. */
  private static DoubleTensor dropout(OperatorCall call, DoubleTensor x) {
    call.require(!call.has(2) || call.signed(2).data()[0] == 0, "training_mode must be false");
    return x;
  }

  private static DoubleTensor flatten(OperatorCall call, DoubleTensor x) {
    int order = x.shape().size();
    long declared = call.integer("axis", 1);
    int axis = declared == order ? order : call.axis(declared, order);
    return x.reshape(List.of(x.extent(0, axis), x.extent(axis, order)));
  }

  private static DoubleTensor reshape(OperatorCall call, DoubleTensor x) {
    long[] declared = call.integers(1);
    boolean keepZeros = call.integer("allowzero", 0) != 0;
    List<Integer> shape = new ArrayList<>();
    int inferred = -1;
    long known = 1;
    for (int axis = 0; axis < declared.length; axis++) {
      int extent = call.toInt(declared[axis], "extent");
      if (extent == 0 && !keepZeros) {
        call.require(axis < x.shape().size(), "shape copies axis " + axis + " that is not there");
        extent = x.shape().get(axis);
      }
      if (extent == -1) {
        call.require(inferred < 0, "shape " + Arrays.toString(declared) + " has -1 twice");
        inferred = axis;
      }
      known = extent == -1 ? known : known * Math.max(extent, 0);
      call.require(known <= Integer.MAX_VALUE, "shape " + Arrays.toString(declared) + " is absurd");
      shape.add(extent);
    }
    if (inferred >= 0 && known > 0) {
      shape.set(inferred, (int) (x.size() / known));
    }
    return reshaped(call, x, shape);
  }

  private static DoubleTensor reshaped(OperatorCall call, DoubleTensor x, List<Integer> shape) {
    long size = 1;
    for (int extent : shape) {
      call.require(extent >= 0, "%s does not reshape to %s".formatted(x.shape(), shape));
      size = Math.min(size * extent, Integer.MAX_VALUE + 1L);
    }
    call.require(size == x.size(), "%s does not reshape to %s".formatted(x.shape(), shape));
    return x.reshape(shape);
  }

  /** Axes from the attribute (before opset 13) or the second input. */
  private static SortedSet<Integer> axes(OperatorCall call, int order) {
    long[] declared = call.integersOr("axes", 1, new int[0]);
    SortedSet<Integer> axes = new TreeSet<>();
    for (long axis : declared) {
      axes.add(call.axis(axis, order));
    }
    return axes;
  }

  private static DoubleTensor squeeze(OperatorCall call, DoubleTensor x) {
    SortedSet<Integer> axes = axes(call, x.shape().size());
    List<Integer> shape = new ArrayList<>();
    for (int axis = 0; axis < x.shape().size(); axis++) {
      int extent = x.shape().get(axis);
      if (!(axes.isEmpty() ? extent == 1 : axes.contains(axis))) {
        shape.add(extent);
      }
    }
    return reshaped(call, x, shape);
  }

  private static DoubleTensor unsqueeze(OperatorCall call, DoubleTensor x) {
    int added = call.integers("axes", 1).length;
    List<Integer> shape = new ArrayList<>(x.shape());
    for (int axis : axes(call, x.shape().size() + added)) {
      shape.add(axis, 1);
    }
    return reshaped(call, x, shape);
  }

  private static DoubleTensor transpose(OperatorCall call, DoubleTensor x) {
    int order = x.shape().size();
    List<Integer> reversed = IntStream.range(0, order).map(a -> order - 1 - a).boxed().toList();
    List<Integer> permutation = call.integerList("perm").orElse(reversed);
    call.require(
        permutation.stream().sorted().toList().equals(IntStream.range(0, order).boxed().toList()),
        "perm %s does not permute %d axes".formatted(permutation, order));
    return permuted(call, x, permutation);
  }

  /** Axis {@code i} becomes what was {@code permutation[i]}. */
  static DoubleTensor permuted(OperatorCall call, DoubleTensor x, List<Integer> permutation) {
    int order = permutation.size();
    DoubleTensor y = call.zeros(permutation.stream().map(x.shape()::get).toList());
    int[] steps = new int[order];
    for (int axis = 0; axis < order; axis++) {
      steps[axis] = x.extent(permutation.get(axis) + 1, order);
    }
    int[] index = new int[order];
    int from = 0;
    for (int i = 0; i < y.size(); i++) {
      y.data()[i] = x.data()[from];
      for (int axis = order - 1; axis >= 0; axis--) {
        from += steps[axis];
        if (++index[axis] < y.shape().get(axis)) {
          break;
        }
        from -= steps[axis] * index[axis];
        index[axis] = 0;
      }
    }
    return y;
  }

  private static DoubleTensor concat(OperatorCall call) {
    DoubleTensor first = call.input(0);
    int order = first.shape().size();
    int axis = call.axis(call.integer("axis", 0), order);
    List<Integer> shape = new ArrayList<>(first.shape());
    for (int i = 1; i < call.inputs(); i++) {
      List<Integer> next = new ArrayList<>(call.input(i).shape());
      call.require(next.size() == order, "inputs have different numbers of axes");
      int extent = next.set(axis, first.shape().get(axis));
      call.require(next.equals(first.shape()), "inputs differ beyond axis " + axis);
      shape.set(axis, Math.addExact(shape.get(axis), extent));
    }
    DoubleTensor y = call.zeros(shape);
    int outer = y.extent(0, axis);
    int to = 0;
    for (int block = 0; block < outer; block++) {
      for (int i = 0; i < call.inputs(); i++) {
        DoubleTensor x = call.input(i);
        int length = x.extent(axis, order);
        System.arraycopy(x.data(), block * length, y.data(), to, length);
        to += length;
      }
    }
    return y;
  }
}
