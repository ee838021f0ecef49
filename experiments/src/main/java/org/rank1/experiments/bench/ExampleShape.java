package org.rank1.experiments.bench;

import java.util.ArrayList;
import java.util.List;
import org.rank1.network.FeatureShape;
import org.rank1.plugin.IllegalOptionException;

/** Reads the shape of one example as people write it. */
public final class ExampleShape {
  private static final int MAX_EXTENT = 4096;

  private ExampleShape() {}

  /**
   * Reads a shape, channels first, {@code 3x224x224}.
   *
   * @throws IllegalOptionException if it is none
   */
  public static FeatureShape parse(String text) {
    List<Integer> extents = new ArrayList<>();
    try {
      for (String extent : text.split("[x×]", -1)) {
        extents.add(Integer.parseInt(extent));
      }
      if (extents.size() >= 2 && extents.stream().allMatch(e -> e >= 1 && e <= MAX_EXTENT)) {
        return new FeatureShape(extents.get(0), extents.subList(1, extents.size()));
      }
    } catch (IllegalArgumentException e) {
      throw illegal(text);
    }
    throw illegal(text);
  }

  private static IllegalOptionException illegal(String text) {
    return new IllegalOptionException(
        ExampleShape.class,
        "input",
        text,
        "channels and sizes from 1 to %d, as in 3x224x224".formatted(MAX_EXTENT));
  }
}
