package org.rank1.filter;

import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Where a convolution looks: one {@link ConvAxis} per spatial axis (one to three, outermost first),
 * and the number of channel groups.
 *
 * @param axes the spatial axes; for images (vertical, horizontal), for video (time, vertical,
 *     horizontal)
 * @param groups channel groups, at least 1
 */
public record ConvGeometry(List<ConvAxis> axes, int groups) {

  /** Checks the ranges given above. */
  public ConvGeometry {
    axes = List.copyOf(axes);
    if (axes.isEmpty() || axes.size() > 3) {
      throw new IllegalArgumentException(
          "illegal number of spatial axes " + axes.size() + ", must be 1, 2 or 3");
    }
    if (groups < 1) {
      throw new IllegalArgumentException("illegal groups " + groups + ", must be at least 1");
    }
  }

  /** An ungrouped square kernel on two axes, stride 1, size-keeping padding. */
  public static ConvGeometry same2d(int kernel) {
    return new ConvGeometry(Collections.nCopies(2, ConvAxis.same(kernel)), 1);
  }

  /** Taps per axis. */
  public List<Integer> kernel() {
    return axes.stream().map(ConvAxis::kernel).toList();
  }

  /** Taps over all axes. */
  public int taps() {
    return axes.stream().mapToInt(ConvAxis::kernel).reduce(1, Math::multiplyExact);
  }

  /** The same axes with another number of groups. */
  public ConvGeometry withGroups(int newGroups) {
    return new ConvGeometry(axes, newGroups);
  }

  /**
   * The output sizes for input sizes.
   *
   * @throws IllegalArgumentException if the number of axes differs or a window does not fit
   */
  public List<Integer> outputSize(List<Integer> spatial) {
    if (spatial.size() != axes.size()) {
      throw new IllegalArgumentException(
          "a window with "
              + axes.size()
              + " spatial axes does not apply to an input with "
              + spatial.size());
    }
    Integer[] out = new Integer[axes.size()];
    for (int axis = 0; axis < out.length; axis++) {
      out[axis] = axes.get(axis).outputSize(spatial.get(axis));
    }
    return List.of(out);
  }

  /** The kernel as people write it, {@code 3×3}. */
  public String kernelText() {
    return kernel().stream().map(String::valueOf).collect(Collectors.joining("×"));
  }
}
