package org.rank1.experiments.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rank1.filter.FilterForm;
import org.rank1.filter.form.DenseForm;
import org.rank1.filter.form.Rank1Form;
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
  void everyArchitectureTakesTheFormAndAnyNumberOfClasses() {
    FilterForm rank1 = new Rank1Form();
    for (int classes : List.of(2, 10, 37)) {
      for (VggPlan plan : VggPlan.ALL) {
        NetworkSpec network = new Vgg(plan, new VggOptions()).build(GREY, classes, rank1);
        assertThat(network.convolutions()).allMatch(conv -> conv.form().equals(rank1));
        assertThat(network.outputShape()).isEqualTo(FeatureShape.of(classes));
        assertThat(network.name()).isEqualTo(plan.name());
      }
      assertThat(new Rank1PaperMnist().build(GREY, classes, rank1).outputShape())
          .isEqualTo(FeatureShape.of(classes));
    }
  }

  @Test
  void architecturesApplyToOneAndThreeSpatialAxes() {
    for (FeatureShape input : List.of(FeatureShape.of(2, 16), FeatureShape.of(1, 8, 9, 10))) {
      NetworkSpec network = vgg("vgg-small", new VggOptions()).build(input, 3, DENSE);
      assertThat(network.convolutions())
          .allMatch(conv -> conv.geometry().axes().size() == input.spatial().size());
      assertThat(network.outputShape()).isEqualTo(FeatureShape.of(3));
    }
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
  }

  private static List<Integer> channels(NetworkSpec network) {
    return network.convolutions().stream().map(LayerSpec.Convolution::outChannels).toList();
  }

  private static Vgg vgg(String name, VggOptions options) {
    return new Vgg(
        VggPlan.ALL.stream().filter(plan -> plan.name().equals(name)).findFirst().orElseThrow(),
        options);
  }
}
