package org.rank1.onnx.graph;

import java.util.Collections;
import java.util.List;

/**
 * The window of a convolution or pooling node, from its attributes.
 *
 * @param kernel taps per spatial axis
 * @param strides steps per spatial axis, at least 1
 * @param dilations distances between taps per spatial axis, at least 1
 * @param pads zeros before every axis, then zeros after every axis
 * @param autoPad {@code NOTSET}, or the rule that stands in for the pads
 * @param ceil whether a last window that is cut off counts
 */
record Window(
    List<Long> kernel,
    List<Long> strides,
    List<Long> dilations,
    List<Long> pads,
    String autoPad,
    boolean ceil) {
  private static final List<String> AUTO_PADS =
      List.of("NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER");

  /** The window that attributes describe, with ONNX's defaults for what they leave out. */
  static Window of(NodeAttributes attributes, List<Long> kernel) {
    int axes = kernel.size();
    List<Long> ones = Collections.nCopies(axes, 1L);
    String autoPad = attributes.text("auto_pad", "NOTSET");
    if (!AUTO_PADS.contains(autoPad)) {
      throw new IllegalArgumentException(
          "illegal auto_pad \"%s\", must be one of %s".formatted(autoPad, AUTO_PADS));
    }
    long ceil = attributes.integer("ceil_mode", 0);
    if (ceil != 0 && ceil != 1) {
      throw new IllegalArgumentException("illegal ceil_mode " + ceil + ", must be 0 or 1");
    }
    return new Window(
        checked("kernel_shape", kernel, axes, 1),
        checked("strides", attributes.integers("strides", ones), axes, 1),
        checked("dilations", attributes.integers("dilations", ones), axes, 1),
        checked(
            "pads", attributes.integers("pads", Collections.nCopies(2 * axes, 0L)), 2 * axes, 0),
        autoPad,
        ceil == 1);
  }

  private static List<Long> checked(String name, List<Long> values, int count, long least) {
    if (values.size() != count
        || values.stream().anyMatch(v -> v < least || v > Integer.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "illegal %s %s, must be %d values of at least %d and at most %d"
              .formatted(name, values, count, least, Integer.MAX_VALUE));
    }
    return values;
  }

  /** The output extent of a spatial axis. */
  Dimension output(int axis, Dimension input) {
    long stride = strides.get(axis);
    if (!input.isKnown()) {
      boolean keeps = autoPad.startsWith("SAME") && stride == 1;
      return keeps ? input : Dimension.UNKNOWN;
    }
    if (autoPad.startsWith("SAME")) {
      return Dimension.of((input.size() + stride - 1) / stride);
    }
    // Every operand is at most 2^31, so the products stay below 2^63.
    long span = dilations.get(axis) * (kernel.get(axis) - 1) + 1;
    long added = autoPad.equals("VALID") ? 0 : pads.get(axis) + pads.get(kernel.size() + axis);
    long free = input.size() + added - span;
    if (free < 0) {
      throw new IllegalArgumentException(
          "a window spanning %d does not fit into %d padded positions of spatial axis %d"
              .formatted(span, input.size() + added, axis));
    }
    // Versions of ONNX disagree whether a cut-off window that begins in the padding counts.
    return ceil && free % stride != 0 ? Dimension.UNKNOWN : Dimension.of(free / stride + 1);
  }

  /** Refuses padding that a pooling window could lie in entirely. */
  void requirePadsBelowSpan() {
    for (int i = 0; i < pads.size(); i++) {
      int axis = i % kernel.size();
      long span = dilations.get(axis) * (kernel.get(axis) - 1) + 1;
      if (pads.get(i) >= span) {
        throw new IllegalArgumentException(
            "illegal pads %s, must be less than the window, which spans %d on spatial axis %d"
                .formatted(pads, span, axis));
      }
    }
  }
}
