package org.rank1.experiments.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.rank1.data.ImageSet;
import org.rank1.io.InvalidInputException;

/**
 * The subset of Fashion-MNIST inside this product: 1,200 training and 200 test images of each
 * class, in the order of the full files.
 */
final class EmbeddedFashionMnist {
  private static final StratifiedSubset TRAIN = new StratifiedSubset(1200, 42);
  private static final StratifiedSubset TEST = new StratifiedSubset(200, 43);

  private EmbeddedFashionMnist() {}

  /** The embedded files. */
  static IdxFiles files() {
    List<IdxSource> sources =
        IdxFiles.NAMES.stream()
            .map(name -> IdxSource.resource("fashion-mnist/" + name + ".gz"))
            .toList();
    return new IdxFiles(
        "embedded subset", sources.get(0), sources.get(1), sources.get(2), sources.get(3));
  }

  /**
   * Draws the subset again and writes its four files.
   *
   * @param full the folder of the full files
   * @param target the folder to write to
   * @throws InvalidInputException if a full file is missing or not what it should be
   */
  public static void draw(Path full, Path target) throws IOException {
    IdxFiles files =
        IdxFiles.in(full)
            .orElseThrow(
                () -> new InvalidInputException("\"" + full + "\" has no files of fashion-mnist."));
    IdxWriter.write(target, "train", train(files));
    IdxWriter.write(target, "t10k", test(files));
  }

  /** The training images drawn from the full files. */
  static ImageSet train(IdxFiles full) {
    return TRAIN.of(full.train(FashionMnist.CLASSES.size()));
  }

  /** The test images drawn from the full files. */
  static ImageSet test(IdxFiles full) {
    return TEST.of(full.test(FashionMnist.CLASSES.size()));
  }
}
