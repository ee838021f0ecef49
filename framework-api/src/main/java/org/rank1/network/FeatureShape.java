package org.rank1.network;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The shape of one example at some point of a network, without the batch.
 *
 * @param channels channels, or features where there are no spatial axes
 * @param spatial sizes of the spatial axes, outermost first; empty after flattening
 */
public record FeatureShape(int channels, List<Integer> spatial) {

  /** Checks that every extent is at least 1 and that there are at most three spatial axes. */
  public FeatureShape {
    spatial = List.copyOf(spatial);
    if (channels < 1 || spatial.size() > 3 || spatial.stream().anyMatch(s -> s < 1)) {
      throw new IllegalArgumentException(
          "illegal feature shape %d×%s: extents must be at least 1, spatial axes at most 3"
              .formatted(channels, spatial));
    }
    size(channels, spatial);
  }

  private static int size(int channels, List<Integer> spatial) {
    long size = channels;
    for (int extent : spatial) {
      size *= extent;
      if (size > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "illegal feature shape %d×%s: more than %d elements"
                .formatted(channels, spatial, Integer.MAX_VALUE));
      }
    }
    return (int) size;
  }

  /** A shape from its extents. */
  public static FeatureShape of(int channels, Integer... spatial) {
    return new FeatureShape(channels, List.of(spatial));
  }

  /** The number of elements. */
  public int size() {
    return size(channels, spatial);
  }

  /** The number of spatial positions, 1 where there are no spatial axes. */
  public int positions() {
    return size() / channels;
  }

  /** {@code [channels, spatial...]}. */
  public List<Integer> extents() {
    List<Integer> extents = new ArrayList<>(List.of(channels));
    extents.addAll(spatial);
    return List.copyOf(extents);
  }

  /** The shape as people write it, {@code 1×28×28}. */
  @Override
  public String toString() {
    return extents().stream().map(String::valueOf).collect(Collectors.joining("×"));
  }
}
