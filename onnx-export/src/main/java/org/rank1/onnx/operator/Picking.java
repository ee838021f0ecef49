package org.rank1.onnx.operator;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Elements of a tensor arranged anew with one list of positions for each axis. */
final class Picking {
  /** A position that lies outside, and has the value that fills. */
  static final int OUTSIDE = -1;

  private Picking() {}

  /** All positions of an axis in their order. */
  static int[] all(int extent) {
    return IntStream.range(0, extent).toArray();
  }

  /** All positions of all axes. */
  static List<int[]> all(List<Integer> shape) {
    List<int[]> picks = new ArrayList<>();
    shape.forEach(extent -> picks.add(all(extent)));
    return picks;
  }

  /**
   * Picks.
   *
   * @param picks for each axis the positions, or {@link #OUTSIDE}
   */
  static DoubleTensor of(OperatorCall call, DoubleTensor x, List<int[]> picks, double fill) {
    int order = picks.size();
    DoubleTensor y = call.zeros(picks.stream().map(positions -> positions.length).toList());
    int[][] offsets = new int[order][];
    for (int axis = 0; axis < order; axis++) {
      int step = x.extent(axis + 1, order);
      offsets[axis] =
          IntStream.of(picks.get(axis)).map(p -> p == OUTSIDE ? OUTSIDE : p * step).toArray();
    }
    int[] index = new int[order];
    for (int i = 0; i < y.size(); i++) {
      int from = 0;
      for (int axis = 0; axis < order && from != OUTSIDE; axis++) {
        int offset = offsets[axis][index[axis]];
        from = offset == OUTSIDE ? OUTSIDE : from + offset;
      }
      y.data()[i] = from == OUTSIDE ? fill : x.data()[from];
      for (int axis = order - 1; axis >= 0 && ++index[axis] == offsets[axis].length; axis--) {
        index[axis] = 0;
      }
    }
    return y;
  }
}
