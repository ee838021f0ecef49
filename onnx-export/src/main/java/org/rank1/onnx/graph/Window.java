package org.rank1.onnx.graph;

import java.util.Collections;
import java.util.List;
import org.rank1.filter.ConvAxis;

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
public record Window(
    List<Long> kernel,
    List<Long> strides,
    List<Long> dilations,
    List<Long> pads,
    String autoPad,
    boolean ceil) {
  private static final List<String> AUTO_PADS =
      List.of("NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER");

  /** Copies. */
  public Window {
    kernel = List.copyOf(kernel);
    strides = List.copyOf(strides);
    dilations = List.copyOf(dilations);
    pads = List.copyOf(pads);
  }

  /**
   * The window that attributes describe, with ONNX's defaults for what they leave out.
   *
   * @throws IllegalArgumentException if they describe none
   */
  public static Window of(NodeAttributes attributes, List<Long> kernel) {
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
  public Dimension output(int axis, Dimension input) {
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
    long windows = free / stride + 1;
    long before = autoPad.equals("VALID") ? 0 : pads.get(axis);
    // A cut-off window counts unless it begins in the padding after the data.
    boolean cutOff = ceil && free % stride != 0 && windows * stride < input.size() + before;
    return Dimension.of(cutOff ? windows + 1 : windows);
  }

  /**
   * A spatial axis with the padding that it comes to.
   *
   * @param input its input extent, from which the padding may follow
   * @throws IllegalArgumentException if the padding depends on an extent that is not known
   */
  public ConvAxis resolved(int axis, Dimension input) {
    ConvAxis unpadded =
        new ConvAxis(
            Math.toIntExact(kernel.get(axis)),
            Math.toIntExact(strides.get(axis)),
            0,
            0,
            Math.toIntExact(dilations.get(axis)));
    if (autoPad.equals("VALID")) {
      return unpadded;
    }
    if (autoPad.equals("NOTSET")) {
      return padded(unpadded, pads.get(axis), pads.get(kernel.size() + axis));
    }
    int stride = unpadded.stride();
    if (!input.isKnown() && stride > 1) {
      throw new IllegalArgumentException(
          "auto_pad %s with stride %d pads as the extent of spatial axis %d wants, which is open"
              .formatted(autoPad, stride, axis));
    }
    // At stride 1 the padding is the same whatever the extent.
    long size = input.isKnown() ? Math.max(1, input.size()) : 1;
    long same = Math.max(0, (size - 1) / stride * stride + unpadded.span() - size);
    long less = same / 2;
    return autoPad.equals("SAME_UPPER")
        ? padded(unpadded, less, same - less)
        : padded(unpadded, same - less, less);
  }

  private static ConvAxis padded(ConvAxis axis, long begin, long end) {
    return new ConvAxis(
        axis.kernel(),
        axis.stride(),
        Math.toIntExact(begin),
        Math.toIntExact(end),
        axis.dilation());
  }

  /** Refuses padding that a pooling window could lie in entirely. */
  public void requirePadsBelowSpan() {
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
