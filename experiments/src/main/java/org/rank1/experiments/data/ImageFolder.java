package org.rank1.experiments.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rank1.data.DatasetProvider;
import org.rank1.data.ImageDataset;
import org.rank1.data.ImageSet;
import org.rank1.experiments.data.ImageFolderOptions.Color;
import org.rank1.image.ImageFile;
import org.rank1.image.Resize;
import org.rank1.io.InvalidInputException;
import org.rank1.network.FeatureShape;

/**
 * PNG and JPEG files sorted into folders: {@code train/CLASS/*.png} and {@code test/CLASS/*.png} in
 * the user's data folder or in the folder that the environment variable {@code RANK1_DATA} names.
 * The folders in {@code train}, by name, are the classes; {@code test} may lack some of them. Files
 * are taken by name, so that the same folder is the same data set everywhere; those whose names
 * start with a dot are not looked at. The normalization is that of the training images.
 */
public final class ImageFolder implements DatasetProvider {
  /** The part's name. */
  public static final String NAME = "image-folder";

  private static final int HIGHEST_SIZE = Integer.MAX_VALUE - 8;

  private final ImageFolderOptions options;
  private final DataFolders folders;

  /** The data set as found from the given environment. */
  public ImageFolder(ImageFolderOptions options, Map<String, String> environment) {
    this.options = options;
    this.folders = new DataFolders(Map.copyOf(environment));
  }

  @Override
  public ImageDataset load(@Nullable Path folder) {
    return load(folder, options);
  }

  /** Images of the wanted size and color: stretched, unless they are to be cropped. */
  @Override
  public ImageDataset load(@Nullable Path folder, FeatureShape wanted) {
    ImageFile.requireImage(wanted);
    return load(
        folder,
        new ImageFolderOptions(
            wanted.spatial().get(0),
            wanted.spatial().get(1),
            options.resize() == Resize.NONE ? Resize.STRETCH : options.resize(),
            wanted.channels() == 1 ? Color.GREY : Color.RGB));
  }

  private ImageDataset load(@Nullable Path folder, ImageFolderOptions options) {
    ImageFolderFiles files =
        folders.require(NAME, folder, ImageFolderFiles::in, ImageFolderFiles.EXPECTED);
    ImageFolderOptions sized = sized(files, options);
    ImageSet train = images(files.train(), sized);
    ImageSet test = images(files.test(), sized);
    return new ImageDataset(
        NAME,
        "%s (%d training images, %d test images)"
            .formatted(files.origin(), train.count(), test.count()),
        train,
        test,
        Normalization.of(train, files.classes()));
  }

  private static ImageFolderOptions sized(ImageFolderFiles files, ImageFolderOptions options) {
    if (options.height() > 0) {
      return options;
    }
    Path first = files.train().get(0).file();
    ImageFile image = ImageFile.open(first);
    try {
      return new ImageFolderOptions(
          image.height(), image.width(), options.resize(), options.color());
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(
          "The image \"%s\", which decides the size, does not serve: %s."
              .formatted(first, e.getMessage()),
          e);
    }
  }

  private static ImageSet images(List<ImageFolderFiles.Labeled> files, ImageFolderOptions sized) {
    FeatureShape shape = FeatureShape.of(sized.channels(), sized.height(), sized.width());
    if ((long) files.size() * shape.size() > HIGHEST_SIZE) {
      throw new InvalidInputException(
          "%d images of %s need more memory than one array has; set a smaller dataset.height and dataset.width."
              .formatted(files.size(), shape));
    }
    byte[] pixels = new byte[files.size() * shape.size()];
    int[] labels = new int[files.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = files.get(i).label();
      ImageFile.open(files.get(i).file()).readInto(shape, sized.resize(), pixels, i * shape.size());
    }
    return new ImageSet(shape, pixels, labels);
  }
}
