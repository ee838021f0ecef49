package org.rank1.experiments.analyze;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The singular values of feature maps.
 *
 * @param value the value's name in the model
 * @param shape {@code [C, spatial...]} of one image
 * @param images on how many they were computed: all, or fewer where maps are large
 * @param spatial of each channel of each image as a matrix, first spatial axis × the others
 * @param filters of all of them as one matrix, channels × positions of all images; null where there
 *     are too many channels
 */
public record MapSpectra(
    String value, List<Integer> shape, int images, Spectrum spatial, @Nullable Spectrum filters) {
  /** Copies. */
  public MapSpectra {
    shape = List.copyOf(shape);
  }
}
