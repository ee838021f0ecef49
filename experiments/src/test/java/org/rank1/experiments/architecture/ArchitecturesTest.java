package org.rank1.experiments.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rank1.architecture.Architecture;
import org.rank1.filter.FilterForm;
import org.rank1.filter.form.DenseForm;
import org.rank1.filter.form.Rank1Form;
import org.rank1.filter.form.Rank1SharedForm;
import org.rank1.network.FeatureShape;
import org.rank1.network.LayerSpec;
import org.rank1.network.NetworkCounts;
import org.rank1.network.NetworkSpec;

final class ArchitecturesTest {
  private static final FeatureShape GREY = FeatureShape.of(1, 28, 28);
  private static final FilterForm DENSE = new DenseForm();

  @Test
  void vggSmallIsTheNetworkOfItsDescription() {
    NetworkSpec network = vgg("vgg-small", new VggOptions()).build(GREY, 10, DENSE);
    assertThat(network.layers().stream().map(LayerSpec::name))
        .containsExactly(
            "conv1", "bn1", "relu1", "conv2", "bn2", "relu2", "pool1", "conv3", "bn3", "relu3",
            "conv4", "bn4", "relu4", "pool2", "conv5", "bn5", "relu5", "conv6", "bn6", "relu6",
            "pool", "flatten", "logits");
    assertThat(channels(network)).containsExactly(16, 16, 32, 32, 64, 64);
    assertThat(network.convolutions()).noneMatch(LayerSpec.Convolution::bias);
    assertThat(network.shapeOf("relu2")).isEqualTo(FeatureShape.of(16, 28, 28));
    assertThat(network.shapeOf("relu4")).isEqualTo(FeatureShape.of(32, 14, 14));
    assertThat(network.shapeOf("relu6")).isEqualTo(FeatureShape.of(64, 7, 7));
    assertThat(network.outputShape()).isEqualTo(FeatureShape.of(10));
    NetworkCounts counts = NetworkCounts.of(network);
    assertThat(counts.convParameters())
        .isEqualTo(9 * (16 + 16 * 16 + 16 * 32 + 32 * 32 + 32 * 64 + 64 * 64));
    assertThat(counts.convMacs())
        .isEqualTo(
            9 * (784 * (16 + 16 * 16) + 196 * (16 * 32 + 32 * 32) + 49 * (32 * 64 + 64 * 64)));
  }

  /** Parameters of the convolutions as published: kernels and biases, less the biases. */
  @ParameterizedTest
  @CsvSource({"vgg11,8,9217728", "vgg13,10,9402048", "vgg16,13,14710464", "vgg19,16,20018880"})
  void theVggFamilyHasItsPublishedConvolutions(String name, int convolutions, long parameters) {
    NetworkSpec network = vgg(name, new VggOptions()).build(FeatureShape.of(3, 32, 32), 10, DENSE);
    assertThat(network.convolutions()).hasSize(convolutions);
    assertThat(NetworkCounts.of(network).convParameters()).isEqualTo(parameters);
    assertThat(network.layers().stream().filter(LayerSpec.MaxPool.class::isInstance)).hasSize(4);
    assertThat(network.layers().stream().filter(LayerSpec.Dense.class::isInstance)).hasSize(1);
  }

  @Test
  void vgg16On224PixelsHasThePublishedMultiplyAdds() {
    NetworkSpec network =
        vgg("vgg16", new VggOptions()).build(FeatureShape.of(3, 224, 224), 1000, DENSE);
    assertThat(NetworkCounts.of(network).convMacs()).isEqualTo(15_346_630_656L);
  }

  /** 138,357,544 in total, as published, less the 4,224 biases of the convolutions. */
  @Test
  void vgg16WithItsHeadHasThePublishedParameters() {
    NetworkSpec network =
        new Vgg(VggPlan.VGG16_FC, new VggOptions())
            .build(FeatureShape.of(3, 224, 224), 1000, DENSE);
    long norms = 2 * 4224;
    assertThat(NetworkCounts.of(network).parameters() - norms).isEqualTo(138_357_544 - 4224);
    assertThat(network.shapeOf("flatten")).isEqualTo(FeatureShape.of(25088));
  }

  @Test
  void videoSmallPoolsFramesBeforeTimeAndRefusesImages() {
    NetworkSpec network = new VideoSmall().build(FeatureShape.of(3, 8, 56, 56), 10, DENSE);
    assertThat(network.shapeOf("pool1")).isEqualTo(FeatureShape.of(32, 8, 28, 28));
    assertThat(network.shapeOf("relu6")).isEqualTo(FeatureShape.of(256, 2, 7, 7));
    assertThat(NetworkCounts.of(network).convParameters())
        .isEqualTo(27 * (3 * 32 + 32 * 64 + 64 * 128 + 128 * 128 + 128 * 256 + 256 * 256));
    assertThatThrownBy(() -> new VideoSmall().build(GREY, 10, DENSE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be channels, frames, height and width");
  }

  @Test
  void widthScalesChannelsAndKernelScalesTaps() {
    NetworkSpec network = vgg("vgg-small", new VggOptions(0.25, 5)).build(GREY, 10, DENSE);
    assertThat(channels(network)).containsExactly(4, 4, 8, 8, 16, 16);
    assertThat(network.convolutions()).allMatch(conv -> conv.geometry().taps() == 25);
    assertThat(network.shapeOf("relu6")).isEqualTo(FeatureShape.of(16, 7, 7));
    assertThat(channels(vgg("vgg-small", new VggOptions(0.001, 1)).build(GREY, 10, DENSE)))
        .containsOnly(1);
  }

  @Test
  void widthsReplaceThePublishedOnesBlockByBlock() {
    VggOptions squares = new VggOptions(1, 3, List.of(16, 36, 64));
    NetworkSpec network = vgg("vgg-small", squares).build(GREY, 10, new Rank1SharedForm());
    assertThat(channels(network)).containsExactly(16, 16, 36, 36, 64, 64);
    assertThatThrownBy(() -> vgg("vgg16", squares).build(FeatureShape.of(3, 32, 32), 10, DENSE))
        .hasMessage("illegal widths [16, 36, 64], must be 5 numbers, one for each block of vgg16");
    assertThatThrownBy(() -> new VggOptions(1, 3, List.of(16, 0, 64)))
        .hasMessage(
            "illegal widths [16, 0, 64], must be a list, each within [1, 65536] (empty for the published ones)");
  }

  @Test
  void everyArchitectureTakesTheFormAndAnyNumberOfClasses() {
    FilterForm rank1 = new Rank1Form();
    for (int classes : List.of(2, 10, 37)) {
      for (VggPlan plan : VggPlan.ALL) {
        NetworkSpec network = new Vgg(plan, new VggOptions()).build(GREY, classes, rank1);
        assertThat(network.convolutions()).allMatch(conv -> conv.form().equals(rank1));
        assertThat(network.outputShape()).isEqualTo(FeatureShape.of(classes));
        assertThat(network.name()).isEqualTo(plan.name());
      }
      for (ResNetPlan plan : ResNetPlan.ALL) {
        NetworkSpec network = new ResNet(plan, new ResNetOptions()).build(GREY, classes, rank1);
        assertThat(network.convolutions()).allMatch(conv -> conv.form().equals(rank1));
        assertThat(network.outputShape()).isEqualTo(FeatureShape.of(classes));
        assertThat(network.name()).isEqualTo(plan.name());
      }
      for (Architecture each :
          List.of(
              new Rank1PaperMnist(),
              new Rank1PaperCifar(new Rank1PaperCifarOptions()),
              new LeNet())) {
        NetworkSpec network = each.build(GREY, classes, rank1);
        assertThat(network.convolutions()).allMatch(conv -> conv.form().equals(rank1));
        assertThat(network.outputShape()).isEqualTo(FeatureShape.of(classes));
      }
    }
  }

  @Test
  void architecturesApplyToOneAndThreeSpatialAxes() {
    for (FeatureShape input : List.of(FeatureShape.of(2, 16), FeatureShape.of(1, 12, 13, 14))) {
      for (Architecture each :
          List.of(
              vgg("vgg-small", new VggOptions()),
              resNet("resnet18"),
              resNet("resnet20"),
              resNet("resnet50"),
              new LeNet(),
              new Rank1PaperCifar(new Rank1PaperCifarOptions()))) {
        NetworkSpec network = each.build(input, 3, DENSE);
        // the name that docs/using-exported-models.md promises
        assertThat(network.output()).isEqualTo("logits");
        assertThat(network.convolutions())
            .allMatch(conv -> conv.geometry().axes().size() == input.spatial().size());
        assertThat(network.outputShape()).isEqualTo(FeatureShape.of(3));
      }
    }
  }

  /**
   * Parameters and multiply-adds as published for the same layers (11.69 M and 1.81 G, 25.56 M and
   * 4.09 G on 224 pixels and 1000 classes); for small images those of parameter-free shortcuts
   * (269,722 and 464,154, that is 0.27 M and 0.46 M) and the two projections on top.
   */
  @ParameterizedTest
  @CsvSource({
    "resnet18,224,1000,20,11689512,1814073344",
    "resnet50,224,1000,53,25557032,4089184256",
    "resnet20,32,10,21,272474,40813184",
    "resnet32,32,10,33,466906,69124736"
  })
  void theResNetFamilyHasItsPublishedCounts(
      String name, int size, int classes, int convolutions, long parameters, long macs) {
    NetworkSpec network = resNet(name).build(FeatureShape.of(3, size, size), classes, DENSE);
    assertThat(network.convolutions()).hasSize(convolutions).noneMatch(c -> c.bias());
    NetworkCounts counts = NetworkCounts.of(network);
    assertThat(counts.parameters()).isEqualTo(parameters);
    assertThat(counts.macs()).isEqualTo(macs);
  }

  @Test
  void aResNetHasTheResolutionsAndShortcutsOfItsStages() {
    NetworkSpec network = resNet("resnet50").build(FeatureShape.of(3, 224, 224), 1000, DENSE);
    assertThat(network.shapeOf("relu1")).isEqualTo(FeatureShape.of(64, 112, 112));
    assertThat(network.shapeOf("pool1")).isEqualTo(FeatureShape.of(64, 56, 56));
    assertThat(network.shapeOf("block1.2.relu")).isEqualTo(FeatureShape.of(256, 56, 56));
    assertThat(network.shapeOf("block2.0.relu1")).isEqualTo(FeatureShape.of(128, 56, 56));
    assertThat(network.shapeOf("block2.0.relu2")).isEqualTo(FeatureShape.of(128, 28, 28));
    assertThat(network.shapeOf("block4.2.relu")).isEqualTo(FeatureShape.of(2048, 7, 7));
    assertThat(shortcuts(network))
        .containsExactly(
            "block1.0.shortcut", "block2.0.shortcut", "block3.0.shortcut", "block4.0.shortcut");
    assertThat(shortcuts(resNet("resnet18").build(FeatureShape.of(3, 64, 64), 10, DENSE)))
        .containsExactly("block2.0.shortcut", "block3.0.shortcut", "block4.0.shortcut");
    NetworkSpec small = resNet("resnet20").build(FeatureShape.of(3, 32, 32), 10, DENSE);
    assertThat(small.shapeOf("block3.2.relu")).isEqualTo(FeatureShape.of(64, 8, 8));
    assertThat(
            small.layers().stream()
                .filter(layer -> layer.name().equals("block2.1.add"))
                .map(LayerSpec::inputs))
        .containsExactly(List.of("block2.1.bn2", "block2.0.relu"));
  }

  @Test
  void aNarrowResNetKeepsItsLayers() {
    NetworkSpec network =
        new ResNet(resNetPlan("resnet20"), new ResNetOptions(0.5))
            .build(FeatureShape.of(3, 32, 32), 10, DENSE);
    assertThat(channels(network)).hasSize(21).startsWith(8, 8).endsWith(32, 32);
  }

  @Test
  void leNetHasThePublishedCounts() {
    NetworkCounts counts = NetworkCounts.of(new LeNet().build(GREY, 10, DENSE));
    assertThat(counts.parameters()).isEqualTo(61_706);
    assertThat(counts.macs()).isEqualTo(416_520);
  }

  @Test
  void thePaperNetworkForCifarHasTheCountsOfItsNotebook() {
    FeatureShape color = FeatureShape.of(3, 32, 32);
    NetworkSpec network = new Rank1PaperCifar(new Rank1PaperCifarOptions()).build(color, 10, DENSE);
    int biases = 2 * (64 + 144 + 256);
    assertThat(NetworkCounts.of(network).convParameters() - biases).isEqualTo(1_229_760);
    // the notebook's 137,072 are those of shared p and q; here each filter has its own 3 + 3 taps
    assertThat(
            NetworkCounts.of(network.mapConvolutions(c -> c.withForm(new Rank1Form())))
                    .convParameters()
                - biases)
        .isEqualTo(1_229_760 / 9 + 6 * biases);
    assertThat(network.layers().stream().map(LayerSpec::name))
        .containsSubsequence(
            "conv1", "relu1", "bn1", "conv2", "relu2", "pool1", "dropout1", "conv3")
        .endsWith("dropout3", "flatten", "fc1", "relu7", "fc2", "relu8", "logits");
    assertThat(network.shapeOf("flatten")).isEqualTo(FeatureShape.of(256 * 4 * 4));
    assertThat(new Rank1PaperCifar(new Rank1PaperCifarOptions(0)).build(color, 10, DENSE).layers())
        .noneMatch(LayerSpec.Dropout.class::isInstance);
  }

  @Test
  void thePaperNetworkIsAsKnownFromTheNotebooks() {
    NetworkSpec network = new Rank1PaperMnist().build(GREY, 10, DENSE);
    assertThat(channels(network)).containsExactly(64, 64, 144, 144, 256, 256, 256);
    assertThat(network.convolutions()).allMatch(LayerSpec.Convolution::bias);
    assertThat(network.layers()).noneMatch(LayerSpec.BatchNorm.class::isInstance);
    assertThat(network.layers().stream().map(LayerSpec::name))
        .containsSubsequence("relu2", "pool1", "conv3")
        .containsSubsequence("relu4", "pool2", "conv5")
        .endsWith("relu7", "flatten", "fc1", "relu8", "fc2", "relu9", "logits");
    assertThat(network.shapeOf("flatten")).isEqualTo(FeatureShape.of(256 * 7 * 7));
    assertThat(network.shapeOf("fc1")).isEqualTo(FeatureShape.of(2048));
    assertThat(network.shapeOf("fc2")).isEqualTo(FeatureShape.of(1024));
  }

  @Test
  void anInputThatIsTooSmallIsRefusedWithTheLayerAndTheSizes() {
    assertThatThrownBy(
            () -> vgg("vgg16", new VggOptions()).build(FeatureShape.of(3, 15, 32), 10, DENSE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Layer \"pool4\" on input [512×1×4]: a window spanning 2 does not fit into 1 padded positions");
    assertThatThrownBy(() -> new Rank1PaperMnist().build(FeatureShape.of(1, 3, 3), 10, DENSE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Layer \"pool2\" on input [144×1×1]");
    assertThat(vgg("vgg16", new VggOptions()).build(FeatureShape.of(3, 16, 16), 10, DENSE).layers())
        .isNotEmpty();
  }

  @Test
  void optionsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new VggOptions(0, 3))
        .hasMessage("illegal width 0.0, must be within (0, 16]");
    assertThatThrownBy(() -> new VggOptions(1, 4))
        .hasMessage("illegal kernel 4, must be odd and within [1, 31]");
    assertThatThrownBy(() -> new ResNetOptions(17))
        .hasMessage("illegal width 17.0, must be within (0, 16]");
    assertThatThrownBy(() -> new Rank1PaperCifarOptions(1))
        .hasMessage("illegal dropout 1.0, must be within [0, 1) (0 for no dropout)");
  }

  private static List<Integer> channels(NetworkSpec network) {
    return network.convolutions().stream().map(LayerSpec.Convolution::outChannels).toList();
  }

  private static List<String> shortcuts(NetworkSpec network) {
    return network.convolutions().stream()
        .map(LayerSpec.Convolution::name)
        .filter(name -> name.contains("shortcut"))
        .toList();
  }

  private static ResNet resNet(String name) {
    return new ResNet(resNetPlan(name), new ResNetOptions());
  }

  private static ResNetPlan resNetPlan(String name) {
    return ResNetPlan.ALL.stream().filter(p -> p.name().equals(name)).findFirst().orElseThrow();
  }

  private static Vgg vgg(String name, VggOptions options) {
    return new Vgg(
        VggPlan.ALL.stream().filter(plan -> plan.name().equals(name)).findFirst().orElseThrow(),
        options);
  }
}
