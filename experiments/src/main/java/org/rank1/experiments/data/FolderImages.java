package org.rank1.experiments.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.rank1.data.ImageSet;
import org.rank1.data.PixelSource;
import org.rank1.experiments.data.ImageFolderFiles.Labeled;
import org.rank1.experiments.data.ImageFolderOptions.OnBroken;
import org.rank1.image.ImageFile;
import org.rank1.image.Resize;
import org.rank1.io.InvalidInputException;
import org.rank1.network.FeatureShape;

/**
 * Reads the images of a folder: every one once, so that what is broken is found before training;
 * then they stay in memory, or are decoded again whenever they are asked for.
 */
final class FolderImages {
  private final FeatureShape shape;
  private final Resize resize;
  private final boolean skipBroken;
  private final boolean inMemory;
  private final List<Path> broken = new ArrayList<>();
  private int turned;
  private int resized;

  /**
   * Reads images of one shape.
   *
   * @param options all of them, with height and width
   * @param inMemory whether they stay in memory
   */
  FolderImages(ImageFolderOptions options, boolean inMemory) {
    this.shape = FeatureShape.of(options.channels(), options.height(), options.width());
    this.resize = options.resize();
    this.skipBroken = options.onBroken() == OnBroken.SKIP;
    this.inMemory = inMemory;
  }

  /**
   * Reads images.
   *
   * @param seen takes each into account
   * @throws InvalidInputException if one cannot be read and that is not to be passed over, or none
   *     is left
   */
  ImageSet read(List<Labeled> files, Normalization seen) {
    int size = shape.size();
    byte[] pixels = new byte[inMemory ? Math.multiplyExact(files.size(), size) : size];
    List<Labeled> kept = new ArrayList<>();
    for (Labeled each : files) {
      int offset = inMemory ? kept.size() * size : 0;
      try {
        read(each.file(), pixels, offset);
      } catch (InvalidInputException e) {
        if (!skipBroken) {
          throw e;
        }
        broken.add(each.file());
        continue;
      }
      seen.add(pixels, offset, size);
      kept.add(each);
    }
    if (kept.isEmpty()) {
      throw new InvalidInputException(
          "None of %d images can be read, the first is \"%s\"."
              .formatted(files.size(), broken.get(0)));
    }
    int[] labels = kept.stream().mapToInt(Labeled::label).toArray();
    return inMemory
        ? new ImageSet(shape, Arrays.copyOf(pixels, labels.length * size), labels)
        : new ImageSet(shape, onDemand(kept), labels);
  }

  private void read(Path file, byte[] target, int offset) {
    ImageFile image = ImageFile.open(file);
    image.readInto(shape, resize, target, offset);
    if (image.turned().isPresent()) {
      turned++;
    }
    if (!List.of(image.height(), image.width()).equals(shape.spatial())) {
      resized++;
    }
  }

  private PixelSource onDemand(List<Labeled> files) {
    List<Path> paths = files.stream().map(Labeled::file).toList();
    return (image, target, offset) ->
        ImageFile.open(paths.get(image)).readInto(shape, resize, target, offset);
  }

  /** What was done to the images that one might not expect, each after a semicolon. */
  String remarks() {
    StringBuilder remarks = new StringBuilder();
    if (resized > 0) {
      String how = resize == Resize.CROP ? "cropped" : "stretched";
      remarks.append("; %d %s to %d×%d".formatted(resized, how, height(), width()));
    }
    if (turned > 0) {
      remarks.append("; %d turned upright by their EXIF orientation".formatted(turned));
    }
    if (!broken.isEmpty()) {
      remarks.append(
          "; %d broken left out, the first \"%s\"".formatted(broken.size(), broken.get(0)));
    }
    if (!inMemory) {
      remarks.append("; decoded batch by batch, they do not fit into memory");
    }
    return remarks.toString();
  }

  private int height() {
    return shape.spatial().get(0);
  }

  private int width() {
    return shape.spatial().get(1);
  }
}
