package org.rank1.data;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Gives training and test images: the socket {@code DatasetProvider}. */
@FunctionalInterface
public interface DatasetProvider {

  /**
   * Loads everything into memory.
   *
   * @param folder the user's data folder, or null where none was named
   * @throws org.rank1.io.InvalidInputException if a file is not what it should be, naming file and
   *     offset
   */
  ImageDataset load(@Nullable Path folder);
}
