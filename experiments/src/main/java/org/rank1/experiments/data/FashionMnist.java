package org.rank1.experiments.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rank1.data.DatasetProvider;
import org.rank1.data.ImageDataset;
import org.rank1.io.InvalidInputException;
import org.rank1.network.InputContract;

/**
 * Fashion-MNIST: 60,000 and 10,000 grey images of clothes, 28×28 (Xiao, Rasul, Vollgraf,
 * arXiv:1708.07747). The files are taken from the user's data folder, the folder that the
 * environment variable {@code RANK1_DATA} names, or the system's folder; else from the {@linkplain
 * EmbeddedFashionMnist embedded subset}.
 */
public final class FashionMnist implements DatasetProvider {
  /** The part's name. */
  public static final String NAME = "fashion-mnist";

  /** Where Debian's package dataset-fashion-mnist installs the files. */
  public static final Path SYSTEM_FOLDER = Path.of("/usr/share/datasets/fashion-mnist");

  static final List<String> CLASSES =
      List.of(
          "T-shirt/top",
          "Trouser",
          "Pullover",
          "Dress",
          "Coat",
          "Sandal",
          "Shirt",
          "Sneaker",
          "Bag",
          "Ankle boot");

  private final FashionMnistOptions.Source source;
  private final LimitedDataset dataset;
  private final DataFolders folders;
  private final Path systemFolder;

  /** The data set as found from the given environment and system folder. */
  public FashionMnist(
      FashionMnistOptions options, Map<String, String> environment, Path systemFolder) {
    this.source = options.source();
    this.dataset =
        new LimitedDataset(
            NAME,
            // of the 60,000 training images; a model of the subset so fits the full set as well
            new InputContract(List.of(0.2860), List.of(0.3530), CLASSES),
            options.trainLimit(),
            options.testLimit());
    this.folders = new DataFolders(Map.copyOf(environment));
    this.systemFolder = systemFolder;
  }

  @Override
  public Map<String, Object> resolvedOptions(@Nullable Path folder) {
    if (source != FashionMnistOptions.Source.AUTO) {
      return Map.of();
    }
    return Map.of("source", fullFiles(folder).isPresent() ? "full" : "embedded");
  }

  private Optional<IdxFiles> fullFiles(@Nullable Path folder) {
    return folders
        .find(NAME, folder, IdxFiles::in, IdxFiles.EXPECTED)
        .or(() -> IdxFiles.in(systemFolder));
  }

  @Override
  public ImageDataset load(@Nullable Path folder) {
    if (source == FashionMnistOptions.Source.EMBEDDED) {
      return EmbeddedFashionMnist.files().load(dataset);
    }
    Optional<IdxFiles> files = fullFiles(folder);
    if (files.isEmpty() && source == FashionMnistOptions.Source.FULL) {
      throw new InvalidInputException(
          "There are no full files of fashion-mnist. Give their folder with --data DIR, in the environment variable %s, or install them in %s."
              .formatted(DataFolders.VARIABLE, systemFolder));
    }
    return files.orElseGet(EmbeddedFashionMnist::files).load(dataset);
  }
}
