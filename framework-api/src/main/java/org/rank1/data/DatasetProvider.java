package org.rank1.data;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rank1.network.FeatureShape;

/** Gives training and test images: the socket {@code DatasetProvider}. */
@FunctionalInterface
public interface DatasetProvider {

  /**
   * Loads the images, into memory where they fit.
   *
   * @param folder the user's data folder, or null where none was named
   * @throws org.rank1.io.InvalidInputException if a file is not what it should be, naming file and
   *     offset
   */
  ImageDataset load(@Nullable Path folder);

  /**
   * Loads the images for a network that exists. Data sets that can bring their images to the
   * network's shape do so; this one, like {@link #load(Path)}, gives them as they are.
   *
   * @param folder the user's data folder, or null where none was named
   * @param wanted the shape of one image that the network takes
   * @throws org.rank1.io.InvalidInputException as {@link #load(Path)}
   */
  default ImageDataset load(@Nullable Path folder, FeatureShape wanted) {
    return load(folder);
  }

  /**
   * What options that leave something open, such as {@code source: auto}, come to here and now: by
   * option, a value with which {@link #load} gives the same images wherever it gives any. Empty
   * where nothing is open.
   *
   * @param folder as for {@link #load}
   */
  default Map<String, Object> resolvedOptions(@Nullable Path folder) {
    return Map.of();
  }
}
