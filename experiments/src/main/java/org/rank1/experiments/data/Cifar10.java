package org.rank1.experiments.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rank1.data.DatasetProvider;
import org.rank1.data.ImageDataset;
import org.rank1.network.InputContract;

/**
 * CIFAR-10: 50,000 and 10,000 color images of ten kinds of things, 32×32 (Krizhevsky, <em>Learning
 * Multiple Layers of Features from Tiny Images</em>, 2009), in its binary version. The product does
 * not contain it: the unpacked files must be in the user's data folder or in the folder that the
 * environment variable {@code RANK1_DATA} names.
 */
public final class Cifar10 implements DatasetProvider {
  /** The part's name. */
  public static final String NAME = "cifar-10";

  private static final List<String> CLASSES =
      List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

  private final LimitedDataset dataset;
  private final DataFolders folders;

  /** The data set as found from the given environment. */
  public Cifar10(CifarOptions options, Map<String, String> environment) {
    this.dataset =
        new LimitedDataset(
            NAME,
            // of the 50,000 training images
            new InputContract(
                List.of(0.4914, 0.4822, 0.4465), List.of(0.2470, 0.2435, 0.2616), CLASSES),
            options.trainLimit(),
            options.testLimit());
    this.folders = new DataFolders(Map.copyOf(environment));
  }

  @Override
  public ImageDataset load(@Nullable Path folder) {
    return folders.require(NAME, folder, CifarFiles::in, CifarFiles.EXPECTED).load(dataset);
  }
}
