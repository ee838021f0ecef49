package org.rank1.experiments.data;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rank1.data.DatasetProvider;
import org.rank1.data.ImageDataset;
import org.rank1.data.ImageSet;
import org.rank1.experiments.data.ImageFolderFiles.Labeled;
import org.rank1.experiments.data.ImageFolderOptions.Color;
import org.rank1.experiments.data.ImageFolderOptions.OnBroken;
import org.rank1.image.ImageFile;
import org.rank1.image.Resize;
import org.rank1.io.InvalidInputException;
import org.rank1.network.FeatureShape;

/**
 * PNG and JPEG files sorted into folders: {@code train/CLASS/*.png} and {@code test/CLASS/*.png} in
 * the user's data folder or in the folder that the environment variable {@code RANK1_DATA} names.
 * The folders in {@code train}, by name, are the classes; {@code test} may lack some of them. A
 * class's files may lie in folders of its own. Where there is neither {@code train} nor {@code
 * test}, the folders themselves are the classes, and a seeded share of each is kept for testing.
 *
 * <p>Files are taken by name, so that the same folder is the same data set everywhere; those whose
 * names start with a dot are not looked at. The normalization is that of the training images. All
 * images are read when the data set is loaded; those that would not fit into memory are decoded
 * again, batch by batch, whenever they are used.
 */
public final class ImageFolder implements DatasetProvider {
  /** The part's name. */
  public static final String NAME = "image-folder";

  private static final int HIGHEST_SIZE = Integer.MAX_VALUE - 8;

  /** Images take one part of so many of Java's memory; training needs some too. */
  private static final int SHARE_OF_MEMORY = 3;

  private final ImageFolderOptions options;
  private final DataFolders folders;
  private final long memory;

  /** The data set as found from the given environment. */
  public ImageFolder(ImageFolderOptions options, Map<String, String> environment) {
    this(options, environment, Runtime.getRuntime().maxMemory() / SHARE_OF_MEMORY);
  }

  /**
   * The data set as found from the given environment.
   *
   * @param memory bytes that all images together may take
   */
  ImageFolder(ImageFolderOptions options, Map<String, String> environment, long memory) {
    this.options = options;
    this.folders = new DataFolders(Map.copyOf(environment));
    this.memory = memory;
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
        options.sized(
            wanted.spatial().get(0),
            wanted.spatial().get(1),
            options.resize() == Resize.NONE ? Resize.STRETCH : options.resize(),
            wanted.channels() == 1 ? Color.GREY : Color.RGB));
  }

  private ImageDataset load(@Nullable Path folder, ImageFolderOptions wanted) {
    ImageFolderFiles files =
        folders.require(
            NAME, folder, each -> ImageFolderFiles.in(each, wanted), ImageFolderFiles.EXPECTED);
    ImageFolderOptions sized = sized(files, wanted);
    FolderImages images = new FolderImages(sized, fits(files, sized));
    Normalization normalization = new Normalization(sized.channels());
    ImageSet train = images.read(files.train(), normalization);
    ImageSet test = images.read(files.test(), new Normalization(sized.channels()));
    return new ImageDataset(
        NAME,
        String.format(
            Locale.ROOT,
            "%s (%d training images, %d test images%s)",
            files.origin(),
            train.count(),
            test.count(),
            images.remarks()),
        train,
        test,
        normalization.contract(files.classes()));
  }

  private boolean fits(ImageFolderFiles files, ImageFolderOptions sized) {
    long size = (long) sized.channels() * sized.height() * sized.width();
    long largest = Math.max(files.train().size(), files.test().size()) * size;
    return (files.train().size() + files.test().size()) * size <= memory && largest <= HIGHEST_SIZE;
  }

  private static ImageFolderOptions sized(ImageFolderFiles files, ImageFolderOptions wanted) {
    if (wanted.height() > 0) {
      return wanted;
    }
    Path first = first(files, wanted);
    ImageFile image = ImageFile.open(first);
    try {
      return wanted.sized(image.height(), image.width(), wanted.resize(), wanted.color());
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(
          "The image \"%s\", which decides the size, does not serve: %s."
              .formatted(first, e.getMessage()),
          e);
    }
  }

  /** The first training image, or the first that is no obvious wreck if those are passed over. */
  private static Path first(ImageFolderFiles files, ImageFolderOptions wanted) {
    for (Labeled each : files.train()) {
      if (wanted.onBroken() == OnBroken.FAIL || opens(each.file())) {
        return each.file();
      }
    }
    return files.train().get(0).file();
  }

  private static boolean opens(Path file) {
    try {
      ImageFile.open(file);
      return true;
    } catch (InvalidInputException broken) {
      return false;
    }
  }
}
