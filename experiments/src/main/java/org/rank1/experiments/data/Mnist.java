package org.rank1.experiments.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.rank1.data.DatasetProvider;
import org.rank1.data.ImageDataset;
import org.rank1.network.InputContract;

/**
 * MNIST: 60,000 and 10,000 grey images of handwritten digits, 28×28 (LeCun, Cortes, Burges). The
 * product does not contain it: the files must be in the user's data folder or in the folder that
 * the environment variable {@code RANK1_DATA} names.
 */
public final class Mnist implements DatasetProvider {
  /** The part's name. */
  public static final String NAME = "mnist";

  private final LimitedDataset dataset;
  private final DataFolders folders;

  /** The data set as found from the given environment. */
  public Mnist(MnistOptions options, Map<String, String> environment) {
    this.dataset =
        new LimitedDataset(
            NAME,
            new InputContract(
                List.of(0.1307),
                List.of(0.3081),
                IntStream.range(0, 10).mapToObj(String::valueOf).toList()),
            options.trainLimit(),
            options.testLimit());
    this.folders = new DataFolders(Map.copyOf(environment));
  }

  @Override
  public ImageDataset load(@Nullable Path folder) {
    return folders.require(NAME, folder, IdxFiles::in, IdxFiles.EXPECTED).load(dataset);
  }
}
