package org.rank1.testkit;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.rank1.data.DatasetProvider;
import org.rank1.data.ImageDataset;
import org.rank1.data.ImageSet;
import org.rank1.io.InvalidInputException;

/** What every {@link DatasetProvider} must hold. Needs no engine. */
public class DatasetProviderContract extends PartContract {

  /** Subclasses run it over the parts at hand. */
  protected DatasetProviderContract() {}

  /** One test per data set and example. */
  @TestFactory
  final Stream<DynamicTest> datasets() {
    return tests(DatasetProvider.class, (parts, example) -> check(example.part()));
  }

  /**
   * Without a folder it loads, or refuses with a sentence because its files are not there. What it
   * loads is not empty, has a normalization for every channel, and is the same when loaded again.
   *
   * @throws AssertionError saying what does not hold
   */
  public static void check(DatasetProvider provider) {
    ImageDataset data;
    try {
      data = provider.load(null);
    } catch (InvalidInputException refused) {
      require(!String.valueOf(refused.getMessage()).isBlank(), "it refuses without a reason");
      return;
    }
    require(!data.name().isBlank() && !data.origin().isBlank(), "name or origin is empty");
    require(
        data.input().mean().size() == data.train().shape().channels(),
        "channels and normalization differ in number");
    ImageDataset again = provider.load(null);
    check(data.train(), again.train());
    check(data.test(), again.test());
  }

  private static void check(ImageSet images, ImageSet again) {
    require(images.count() > 0, "there are no images");
    require(
        Arrays.equals(images.pixels(), again.pixels())
            && Arrays.equals(images.labels(), again.labels()),
        "loading again gives other images");
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new AssertionError("Data set: " + otherwise);
    }
  }
}
