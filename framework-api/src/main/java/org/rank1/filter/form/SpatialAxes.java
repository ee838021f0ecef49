package org.rank1.filter.form;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.rank1.filter.ConvAxis;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.Lowering;

/**
 * The spatial axes of a convolution that is split into stages. Each axis with more than one tap has
 * a factor of its own, and its stride, padding and dilation go with the stage that applies this
 * factor; those of an axis with one tap go with the first stage.
 *
 * @param conv the convolution as a whole
 */
record SpatialAxes(ConvSpec conv) {
  private static final List<List<String>> NAMES =
      List.of(List.of("p"), List.of("p", "q"), List.of("tau", "p", "q"));
  private static final String LABELS = "ijk";
  private static final int VIDEO_AXES = 3;

  /** The axes with more than one tap. */
  List<Integer> split() {
    List<ConvAxis> axes = conv.geometry().axes();
    return IntStream.range(0, axes.size())
        .filter(axis -> axes.get(axis).kernel() > 1)
        .boxed()
        .toList();
  }

  /** {@code p}, {@code q} or {@code tau}. */
  String factor(int axis) {
    return NAMES.get(conv.geometry().axes().size() - 1).get(axis);
  }

  /** The label of an axis in a contraction. */
  static char label(int axis) {
    return LABELS.charAt(axis);
  }

  /** The labels of several axes. */
  static String labels(List<Integer> axes) {
    StringBuilder labels = new StringBuilder();
    axes.forEach(axis -> labels.append(label(axis)));
    return labels.toString();
  }

  /** The taps of an axis. */
  int taps(int axis) {
    return conv.geometry().axes().get(axis).kernel();
  }

  /** A shape of leading extents, followed by the taps of some axes. */
  List<Integer> shape(List<Integer> axes, Integer... leading) {
    List<Integer> shape = new ArrayList<>(List.of(leading));
    axes.forEach(axis -> shape.add(taps(axis)));
    return List.copyOf(shape);
  }

  /**
   * The convolution of a stage.
   *
   * @param applied the axes whose factors it applies
   * @param first whether it is the first stage
   */
  ConvSpec stage(int in, int out, int groups, List<Integer> applied, boolean first) {
    List<ConvAxis> axes = new ArrayList<>();
    for (int axis = 0; axis < conv.geometry().axes().size(); axis++) {
      ConvAxis own = conv.geometry().axes().get(axis);
      boolean here = applied.contains(axis) || (first && own.kernel() == 1);
      axes.add(here ? own : ConvAxis.IDENTITY);
    }
    return new ConvSpec(in, out, new ConvGeometry(axes, groups));
  }

  /** What a stage over some axes is called. */
  static String stageName(List<Integer> axes) {
    return axes.isEmpty() ? "pointwise" : axes.size() == 1 ? "axis" + axes.get(0) : "depthwise";
  }

  /**
   * The ways to apply the factors of axes that are separable from each other, the preferred one
   * first.
   */
  List<String> lowerings() {
    return isVideo()
        ? List.of(Lowering.POINTWISE_TIME_SPACE, Lowering.POINTWISE_DEPTHWISE, Lowering.CHAIN)
        : List.of(Lowering.POINTWISE_DEPTHWISE, Lowering.CHAIN);
  }

  private boolean isVideo() {
    return split().size() == VIDEO_AXES;
  }

  /** The groups of axes that depthwise stages apply one after the other in a lowering. */
  List<List<Integer>> steps(String lowering) {
    List<Integer> split = split();
    boolean timeAndSpace =
        lowering.equals(Lowering.POINTWISE_TIME_SPACE)
            || (lowering.equals(Lowering.MERGED_CHAIN) && isVideo());
    if (timeAndSpace) {
      return List.of(split.subList(0, 1), split.subList(1, split.size()));
    }
    boolean oneByOne = lowering.equals(Lowering.CHAIN) || lowering.equals(Lowering.MERGED_CHAIN);
    if (oneByOne) {
      return split.stream().map(List::of).toList();
    }
    return split.isEmpty() ? List.of() : List.of(split);
  }
}
