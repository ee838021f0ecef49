package org.rank1.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.FilterForm;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.KernelDecomposer;
import org.rank1.filter.TensorSpec;
import org.rank1.filter.form.DenseDecomposer;
import org.rank1.filter.form.DenseForm;
import org.rank1.filter.form.FlattenedForm;
import org.rank1.filter.form.FlattenedOptions;
import org.rank1.filter.form.Rank1Form;
import org.rank1.io.InvalidInputException;
import org.rank1.provenance.Provenance;

class FormConversionTest {
  private static final List<KernelDecomposer> DENSE = List.of(new DenseDecomposer());
  private static final FilterForm BIASED =
      new FlattenedForm(new FlattenedOptions(1, FlattenedOptions.Bias.EACH, false));

  private static NetworkSpec network(int channels, FilterForm form) {
    return new NetworkBuilder("net", FeatureShape.of(2, 7, 7), form)
        .conv("conv1", channels, ConvGeometry.same2d(3), true)
        .relu("relu1")
        .conv("conv2", 4, ConvGeometry.same2d(3), false)
        .build();
  }

  private static NetworkSnapshot snapshot(NetworkSpec network) {
    SplittableRandom random = new SplittableRandom(1);
    Map<String, Map<String, FloatTensor>> tensors = new LinkedHashMap<>();
    for (LayerSpec layer : network.layers()) {
      Map<String, FloatTensor> byRole = new LinkedHashMap<>();
      for (TensorSpec spec : network.tensors(layer)) {
        FloatTensor tensor = FloatTensor.zeros(spec.shape());
        for (int i = 0; i < tensor.size(); i++) {
          tensor.data()[i] = (float) random.nextGaussian();
        }
        byRole.put(spec.name(), tensor);
      }
      tensors.put(layer.name(), byRole);
    }
    return new NetworkSnapshot(
        network,
        tensors,
        new InputContract(List.of(0.5, 0.5), List.of(0.25, 0.25), List.of("a", "b")),
        new Provenance("test", "hash", 1, "none", Map.of()));
  }

  @Test
  void factorsBecomeTheKernelTheyComposeTo() {
    NetworkSnapshot source = snapshot(network(3, new Rank1Form()));
    FormConversion.Result result = FormConversion.into(source, network(3, new DenseForm()), DENSE);
    assertThat(result.relativeErrors())
        .containsExactly(Map.entry("conv1", 0.0), Map.entry("conv2", 0.0));
    LayerSpec.Convolution before = source.network().convolutions().get(0);
    LayerSpec.Convolution after = result.snapshot().network().convolutions().get(0);
    FloatTensor kernel = result.snapshot().tensor(after, DenseForm.KERNEL);
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        float expected =
            source.tensor(before, "t").get(2, 1)
                * source.tensor(before, "p").get(2, i)
                * source.tensor(before, "q").get(2, j);
        assertThat(kernel.get(2, 1, i, j)).isCloseTo(expected, withinPercentage(1e-4));
      }
    }
    assertThat(result.snapshot().tensor(after, "bias")).isEqualTo(source.tensor(before, "bias"));
  }

  @Test
  void equalFormsAreTakenOverEvenIfTheyHaveNoComposedKernel() {
    NetworkSnapshot source = snapshot(network(3, BIASED));
    FormConversion.Result result = FormConversion.into(source, network(3, BIASED), List.of());
    assertThat(result.relativeErrors()).isEmpty();
    for (LayerSpec layer : source.network().layers()) {
      assertThat(result.snapshot().tensors(layer)).isEqualTo(source.tensors(layer));
    }
  }

  @Test
  void aSourceThatIsNotOneKernelIsRefusedWithTheReason() {
    refused(network(3, BIASED), network(3, new DenseForm()), "\"conv1\"", "inner bias");
  }

  @Test
  void aTargetThatIsNotOneKernelIsRefusedWithTheReason() {
    refused(network(3, new DenseForm()), network(3, BIASED), "\"conv1\"", "inner bias");
  }

  @Test
  void aTargetThatNoDecomposerCoversIsRefused() {
    refused(
        network(3, new DenseForm()),
        network(3, new Rank1Form()),
        "\"conv1\"",
        "\"rank1\"",
        "none of the 1 decomposers");
  }

  @Test
  void anotherArchitectureIsRefusedWithTheFirstLayerThatDiffers() {
    refused(network(3, new Rank1Form()), network(5, new DenseForm()), "\"conv1\"");
    NetworkSpec longer =
        new NetworkSpec(
            "longer",
            FeatureShape.of(2, 7, 7),
            List.of(
                network(3, new DenseForm()).layers().get(0), new LayerSpec.Relu("relu1", "conv1")));
    refused(network(3, new DenseForm()), longer, "3 layers", "has 2");
    NetworkSpec larger =
        new NetworkBuilder("larger", FeatureShape.of(2, 9, 9), new DenseForm()).relu("r").build();
    refused(network(3, new DenseForm()), larger, "2×7×7", "2×9×9");
  }

  private static void refused(NetworkSpec source, NetworkSpec target, String... parts) {
    var thrown =
        assertThatThrownBy(() -> FormConversion.into(snapshot(source), target, DENSE))
            .isInstanceOf(InvalidInputException.class);
    for (String part : parts) {
      thrown.hasMessageContaining(part);
    }
  }
}
