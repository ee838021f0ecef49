package org.rank1.filter;

import java.util.ArrayList;
import java.util.List;

/**
 * What a convolution computes, apart from its weights: channels in, channels out, geometry.
 *
 * @param inChannels C, a multiple of the groups
 * @param outChannels O, a multiple of the groups
 * @param geometry the window and the groups
 */
public record ConvSpec(int inChannels, int outChannels, ConvGeometry geometry) {

  /** Checks the ranges given above. */
  public ConvSpec {
    divisible("inChannels", inChannels, geometry.groups());
    divisible("outChannels", outChannels, geometry.groups());
  }

  private static void divisible(String name, int value, int groups) {
    if (value < 1 || value % groups != 0) {
      throw new IllegalArgumentException(
          "illegal " + name + " " + value + ", must be a positive multiple of groups " + groups);
    }
  }

  /** C / groups, the channels one filter sees. */
  public int channelsPerGroup() {
    return inChannels / geometry.groups();
  }

  /** The kernel's shape, OIHW on two axes: {@code [O, C/groups, k...]}. */
  public List<Integer> kernelShape() {
    List<Integer> shape = new ArrayList<>(List.of(outChannels, channelsPerGroup()));
    shape.addAll(geometry.kernel());
    return List.copyOf(shape);
  }

  /** Products per output element: {@code C/groups · taps}. */
  public int fanIn() {
    return Math.multiplyExact(channelsPerGroup(), geometry.taps());
  }

  /** Multiply-adds over the output that belongs to the given input sizes. */
  public long macs(List<Integer> spatialInput) {
    long positions = 1;
    for (int size : geometry.outputSize(spatialInput)) {
      positions = Math.multiplyExact(positions, (long) size);
    }
    return Math.multiplyExact(positions, Math.multiplyExact((long) outChannels, (long) fanIn()));
  }
}
