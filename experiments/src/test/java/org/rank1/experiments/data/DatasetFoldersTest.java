package org.rank1.experiments.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rank1.data.DatasetProvider;
import org.rank1.data.ImageDataset;
import org.rank1.data.ImageSet;
import org.rank1.io.InvalidInputException;
import org.rank1.network.FeatureShape;

final class DatasetFoldersTest {
  @TempDir Path root;

  @Test
  void theUsersFolderWinsOverTheEnvironmentWhichWinsOverTheSystem() throws IOException {
    Path user = files("user", 1);
    Path environment = files("environment", 2);
    Path system = files("system", 3);
    Map<String, String> variables = Map.of("RANK1_DATA", environment.toString());
    assertThat(fashion(variables, system).load(user).train().count()).isEqualTo(1);
    assertThat(fashion(variables, system).load(null).train().count()).isEqualTo(2);
    assertThat(fashion(Map.of(), system).load(null).train().count()).isEqualTo(3);
    assertThat(fashion(Map.of(), system).load(null).origin())
        .isEqualTo(system + " (3 training images, 3 test images)");
  }

  @Test
  void withoutAnyFolderTheEmbeddedSubsetIsUsedAndSaysSo() {
    ImageDataset dataset = fashion(Map.of(), root.resolve("none")).load(null);
    assertThat(dataset.origin())
        .isEqualTo("embedded subset (12000 training images, 2000 test images)");
    assertThat(dataset.train().count()).isEqualTo(12_000);
    assertThat(dataset.test().count()).isEqualTo(2_000);
    assertThat(dataset.classes()).isEqualTo(10);
    assertThat(dataset.input().mean()).containsExactly(0.2860);
    assertThat(dataset.input().standardDeviation()).containsExactly(0.3530);
    assertThat(dataset.input().classNames()).startsWith("T-shirt/top").endsWith("Ankle boot");
  }

  @Test
  void aFolderMayHoldTheFilesInAFolderNamedAsTheDataSet() throws IOException {
    files("data/fashion-mnist", 4);
    files("data/mnist", 5);
    Path data = root.resolve("data");
    Map<String, String> variables = Map.of("RANK1_DATA", data.toString());
    assertThat(fashion(variables, root).load(null).train().count()).isEqualTo(4);
    assertThat(new Mnist(new MnistOptions(), variables).load(null).train().count()).isEqualTo(5);
    assertThat(new Mnist(new MnistOptions(), Map.of()).load(data).train().count()).isEqualTo(5);
  }

  @Test
  void theEnvironmentsFolderMayHoldOtherDataSetsOnly() throws IOException {
    files("data/mnist", 5);
    Map<String, String> variables = Map.of("RANK1_DATA", root.resolve("data").toString());
    assertThat(fashion(variables, root.resolve("none")).load(null).origin())
        .startsWith("embedded subset");
  }

  @Test
  void aNamedFolderThatDoesNotServeIsRefused() throws IOException {
    Path missing = root.resolve("missing");
    refused(
        fashion(Map.of(), root), missing, "The data folder \"" + missing + "\" does not exist.");
    refused(
        fashion(Map.of("RANK1_DATA", missing.toString()), root),
        null,
        "The folder of RANK1_DATA \"" + missing + "\" does not exist.");
    Path empty = Files.createDirectory(root.resolve("empty"));
    refused(
        fashion(Map.of(), root),
        empty,
        "The data folder \""
            + empty
            + "\" has no files of fashion-mnist. Expected there or in its folder \"fashion-mnist\": train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte (raw or .gz).");
    Path partial = files("partial", 1);
    Files.delete(partial.resolve("t10k-labels-idx1-ubyte.gz"));
    refused(
        fashion(Map.of(), root),
        partial,
        "The folder \"" + partial + "\" lacks t10k-labels-idx1-ubyte[.gz].");
  }

  @Test
  void mnistWithoutFilesSaysHowToGiveThem() {
    refused(
        new Mnist(new MnistOptions(), Map.of()),
        null,
        "There are no files of mnist. Give the folder that holds train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte (raw or .gz) with --data DIR, or in the environment variable RANK1_DATA.");
  }

  @Test
  void theSourceCanBeDemanded() throws IOException {
    Path system = files("system", 3);
    FashionMnistOptions embedded =
        new FashionMnistOptions(FashionMnistOptions.Source.EMBEDDED, 0, 0);
    assertThat(new FashionMnist(embedded, Map.of(), system).load(system).train().count())
        .isEqualTo(12_000);
    FashionMnistOptions full = new FashionMnistOptions(FashionMnistOptions.Source.FULL, 0, 0);
    Path none = root.resolve("none");
    assertThat(new FashionMnist(full, Map.of(), system).load(null).train().count()).isEqualTo(3);
    refused(
        new FashionMnist(full, Map.of(), none),
        null,
        "There are no full files of fashion-mnist. Give their folder with --data DIR, in the environment variable RANK1_DATA, or install them in "
            + none
            + ".");
  }

  @Test
  void limitsKeepTheFirstImagesAndSaySo() throws IOException {
    Path folder = files("data", 9);
    ImageSet all = new Mnist(new MnistOptions(), Map.of()).load(folder).train();
    ImageDataset limited = new Mnist(new MnistOptions(4, 100), Map.of()).load(folder);
    assertThat(limited.train().labels()).isEqualTo(all.first(4).labels());
    assertThat(limited.train().pixels()).isEqualTo(all.first(4).pixels());
    assertThat(limited.test().count()).isEqualTo(9);
    assertThat(limited.origin())
        .isEqualTo(folder + " (first 4 of 9 training images, 9 test images)");
    assertThatThrownBy(() -> new MnistOptions(-1, 0))
        .hasMessage("illegal trainLimit -1, must be at least 0 (0 for all)");
  }

  @Test
  void trainingAndTestImagesOfDifferentSizesAreRefused() throws IOException {
    Path folder = root.resolve("sizes");
    IdxWriter.write(folder, "train", IdxWriterTest.images(FeatureShape.of(1, 4, 4), 2));
    IdxWriter.write(folder, "t10k", IdxWriterTest.images(FeatureShape.of(1, 4, 5), 2));
    assertThatThrownBy(() -> new Mnist(new MnistOptions(), Map.of()).load(folder))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("1×4×4")
        .hasMessageContaining("1×4×5")
        .hasMessageEndingWith("(declared at byte 8).");
  }

  private static void refused(DatasetProvider provider, Path folder, String message) {
    assertThatThrownBy(() -> provider.load(folder))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(message);
  }

  private static FashionMnist fashion(Map<String, String> environment, Path system) {
    return new FashionMnist(new FashionMnistOptions(), environment, system);
  }

  private Path files(String folder, int count) throws IOException {
    Path path = root.resolve(folder);
    IdxWriterTest.write(path, IdxWriterTest.images(FeatureShape.of(1, 4, 3), count));
    assertThat(IdxFiles.NAMES).hasSameSizeAs(List.of(path.toFile().list()));
    return path;
  }
}
