package org.rank1.onnx.operator;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.rank1.filter.ConvAxis;

/**
 * A window that slides over one to three spatial axes, walked row by row: for every tap, the
 * longest runs of output positions whose input lies inside. Padding is never visited.
 */
final class SlidingWindow {
  private static final int AXES = 3;

  private final List<Integer> outputShape;
  private final ConvAxis[] axes = new ConvAxis[AXES];
  private final int[] in = new int[AXES];
  private final int[] out = new int[AXES];

  /** Positions past the given padding, which a last window that is cut off covers. */
  private final int[] beyond = new int[AXES];

  /**
   * @param cutOff per axis, by how much the last window reaches beyond the padding
   */
  private SlidingWindow(List<ConvAxis> window, List<Integer> spatial, List<Integer> cutOff) {
    List<Integer> outputs = new ArrayList<>();
    for (int axis = 0; axis < window.size(); axis++) {
      outputs.add(window.get(axis).outputSize(spatial.get(axis)));
    }
    outputShape = List.copyOf(outputs);
    List<ConvAxis> three = new ArrayList<>(window);
    List<Integer> sizes = new ArrayList<>(spatial);
    if (window.stream().allMatch(ConvAxis.IDENTITY::equals)) {
      // A pointwise window sees one long row.
      int positions = sizes.stream().reduce(1, Math::multiplyExact);
      three = new ArrayList<>(List.of(ConvAxis.IDENTITY));
      sizes = new ArrayList<>(List.of(positions));
    }
    three.addAll(0, Collections.nCopies(AXES - three.size(), ConvAxis.IDENTITY));
    sizes.addAll(0, Collections.nCopies(AXES - sizes.size(), 1));
    for (int axis = 0; axis < AXES; axis++) {
      axes[axis] = three.get(axis);
      in[axis] = sizes.get(axis);
      int own = axis - (AXES - cutOff.size());
      beyond[axis] = own < 0 ? 0 : cutOff.get(own);
      out[axis] = three.get(axis).outputSize(sizes.get(axis));
    }
  }

  /**
   * Reads the window from the attributes {@code strides}, {@code pads}, {@code dilations}, {@code
   * auto_pad}.
   *
   * @param kernel taps per axis
   * @param spatial input extents per axis
   */
  static SlidingWindow of(OperatorCall call, List<Integer> kernel, List<Integer> spatial) {
    int order = kernel.size();
    call.require(
        order >= 1 && order <= AXES && order == spatial.size(),
        "a kernel %s does not slide over spatial axes %s, there must be one to three of both"
            .formatted(kernel, spatial));
    List<Integer> strides = attribute(call, "strides", order, 1);
    List<Integer> dilations = attribute(call, "dilations", order, 1);
    List<Integer> pads = attribute(call, "pads", 2 * order, 0);
    String autoPad = call.text("auto_pad", "NOTSET");
    try {
      List<ConvAxis> window = new ArrayList<>();
      List<Integer> cutOff = new ArrayList<>();
      boolean ceil = call.integer("ceil_mode", 0) != 0;
      for (int axis = 0; axis < order; axis++) {
        ConvAxis unpadded =
            new ConvAxis(kernel.get(axis), strides.get(axis), 0, 0, dilations.get(axis));
        int size = spatial.get(axis);
        int same =
            Math.max(
                0, (size - 1) / unpadded.stride() * unpadded.stride() + unpadded.span() - size);
        window.add(
            switch (autoPad) {
              case "NOTSET" -> padded(unpadded, pads.get(axis), pads.get(axis + order));
              case "VALID" -> unpadded;
              case "SAME_UPPER" -> padded(unpadded, same / 2, same - same / 2);
              case "SAME_LOWER" -> padded(unpadded, same - same / 2, same / 2);
              default -> throw call.refused("unknown auto_pad \"" + autoPad + "\"");
            });
        int missing = ceil ? cutOff(window.get(axis), size) : 0;
        cutOff.add(missing);
        window.set(axis, longer(window.get(axis), missing));
      }
      return new SlidingWindow(window, spatial, cutOff);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw call.refused(String.valueOf(e.getMessage()));
    }
  }

  /** By how much a last window that is cut off reaches beyond the padding, 0 without one. */
  private static int cutOff(ConvAxis axis, int size) {
    int windows = axis.outputSize(size);
    int start = windows * axis.stride() - axis.padBegin();
    int end = start + axis.span();
    int last = size + axis.padEnd();
    // Where it begins in the padding after the data it does not count.
    return start < size && start - axis.stride() + axis.span() < last ? Math.max(0, end - last) : 0;
  }

  private static ConvAxis longer(ConvAxis axis, int by) {
    return padded(axis, axis.padBegin(), Math.addExact(axis.padEnd(), by));
  }

  private static ConvAxis padded(ConvAxis axis, int begin, int end) {
    return new ConvAxis(axis.kernel(), axis.stride(), begin, end, axis.dilation());
  }

  private static List<Integer> attribute(OperatorCall call, String name, int size, int otherwise) {
    List<Integer> list = call.integerList(name).orElse(Collections.nCopies(size, otherwise));
    call.require(list.size() == size, "%s %s must have %d entries".formatted(name, list, size));
    return list;
  }

  /** Output extents per axis. */
  List<Integer> outputShape() {
    return outputShape;
  }

  /** Taps over all axes. */
  int taps() {
    return axes[0].kernel() * axes[1].kernel() * axes[2].kernel();
  }

  /** The number of taps on data or padding, for each output position. */
  double[] countsWithPadding() {
    double[] counts = new double[out[0] * out[1] * out[2]];
    for (int i = 0; i < counts.length; i++) {
      counts[i] =
          covered(0, i / (out[1] * out[2]))
              * (double) covered(1, i / out[2] % out[1])
              * covered(2, i % out[2]);
    }
    return counts;
  }

  private int covered(int axis, int output) {
    int end = in[axis] + axes[axis].padEnd() - beyond[axis];
    int taps = 0;
    for (int tap = 0; tap < axes[axis].kernel(); tap++) {
      taps += input(axis, tap, output) < end ? 1 : 0;
    }
    return taps;
  }

  /** A run of output positions that one tap connects with equally spaced input positions. */
  interface Row {
    void visit(int tap, int outOffset, int inOffset, int inStep, int length);
  }

  /** Visits all rows of one plane, tap by tap. */
  void forEachRow(Row row) {
    int tap = 0;
    for (int k0 = 0; k0 < axes[0].kernel(); k0++) {
      for (int k1 = 0; k1 < axes[1].kernel(); k1++) {
        for (int k2 = 0; k2 < axes[2].kernel(); k2++) {
          rows(tap++, k0, k1, k2, row);
        }
      }
    }
  }

  private void rows(int tap, int k0, int k1, int k2, Row row) {
    int from = first(2, k2);
    int length = end(2, k2) - from;
    if (length <= 0) {
      return;
    }
    int step = axes[2].stride();
    int inFrom = input(2, k2, from);
    int end0 = end(0, k0);
    int end1 = end(1, k1);
    for (int o0 = first(0, k0); o0 < end0; o0++) {
      int i0 = input(0, k0, o0);
      for (int o1 = first(1, k1); o1 < end1; o1++) {
        int i1 = input(1, k1, o1);
        row.visit(
            tap,
            (o0 * out[1] + o1) * out[2] + from,
            (i0 * in[1] + i1) * in[2] + inFrom,
            step,
            length);
      }
    }
  }

  private int input(int axis, int tap, int output) {
    return output * axes[axis].stride() + tap * axes[axis].dilation() - axes[axis].padBegin();
  }

  /** The first output position whose input for this tap is not left of the data. */
  private int first(int axis, int tap) {
    int missing = -input(axis, tap, 0);
    return missing <= 0 ? 0 : (missing + axes[axis].stride() - 1) / axes[axis].stride();
  }

  /** One past the last output position whose input for this tap is not right of the data. */
  private int end(int axis, int tap) {
    int room = in[axis] - 1 - input(axis, tap, 0);
    return room < 0 ? 0 : Math.min(out[axis], room / axes[axis].stride() + 1);
  }
}
