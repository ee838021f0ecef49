package org.rank1.onnx.export;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rank1.filter.Composition;
import org.rank1.filter.ConvAxis;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.FilterForm;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.form.DenseForm;
import org.rank1.filter.form.FlattenedForm;
import org.rank1.filter.form.FlattenedOptions;
import org.rank1.filter.form.Rank1Form;
import org.rank1.network.FeatureShape;
import org.rank1.network.LayerSpec;
import org.rank1.network.NetworkBuilder;
import org.rank1.network.NetworkSnapshot;
import org.rank1.network.NetworkSpec;

/** What exported models compute, against an evaluation of the layers in double precision. */
class ExportEqualityTest {
  private static final double U = 0x1p-24;

  private final OnnxExporter exporter = new OnnxExporter();

  /**
   * Rounding only: every element of every lowering stays within γ_n (|W| ∗ |x| + |b|), where n
   * counts the roundings on the longest path to it.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void everyLoweringOfEveryGeometryStaysWithinTheRoundingBound(int axes) throws OrtException {
    SplittableRandom random = new SplittableRandom(axes);
    double worst = 0;
    for (int trial = 0; trial < 36; trial++) {
      FilterForm form = trial % 3 == 0 ? new DenseForm() : new Rank1Form();
      NetworkSpec network = randomConvolution(form, axes, trial % 2 == 0, random);
      NetworkSnapshot snapshot = Snapshots.random(network, trial);
      LayerSpec.Convolution layer = network.convolutions().get(0);
      ConvSpec conv = network.convSpec(layer);
      FloatTensor input = input(network, 1, random);
      double[] exact = new DoubleNetwork(snapshot, doubles(input.data())).output();
      for (String lowering : form.lowerings(conv)) {
        ExportedModel exported =
            exporter.export(snapshot, new ExportOptions().withLowering(lowering));
        double[] bound = bound(snapshot, layer, input, lowering);
        float[] actual = Ort.run(exported.model().proto(), input);
        assertThat(actual).hasSize(exact.length);
        for (int i = 0; i < exact.length; i++) {
          assertThat(Math.abs(actual[i] - exact[i]))
              .as("%s, %s, element %d of %s", lowering, network, i, conv)
              .isLessThanOrEqualTo(bound[i]);
          worst = Math.max(worst, Math.abs(actual[i] - exact[i]) / bound[i]);
        }
      }
    }
    // The bound says something: errors come within two orders of magnitude of it.
    assertThat(worst).isGreaterThan(0.01);
  }

  private static double[] bound(
      NetworkSnapshot snapshot, LayerSpec.Convolution layer, FloatTensor input, String lowering) {
    ConvSpec conv = snapshot.network().convSpec(layer);
    int taps = conv.geometry().kernel().stream().mapToInt(k -> k).sum();
    int roundings = lowering.equals("composed") ? conv.fanIn() + 1 : conv.channelsPerGroup() + taps;
    int n = roundings + 3 + 2 + 2;
    double gamma = n * U / (1 - n * U);
    var composable = (Composition.Composable) layer.form().composition(conv);
    FloatTensor kernel = absolute(composable.kernel().apply(snapshot.factors(layer)));
    double[] sums =
        DoubleNetwork.convolve(
            conv, doubles(absolute(input).data()), snapshot.network().input().spatial(), kernel);
    double[] scale = new double[conv.outChannels()];
    double[] shift = new double[conv.outChannels()];
    Arrays.fill(scale, 1);
    if (layer.bias()) {
      Arrays.setAll(shift, o -> snapshot.tensor(layer, "bias").data()[o]);
    }
    for (LayerSpec other : snapshot.network().layers()) {
      if (other instanceof LayerSpec.BatchNorm norm) {
        for (int o = 0; o < scale.length; o++) {
          double gain =
              snapshot.tensor(norm, "gamma").data()[o]
                  / Math.sqrt(snapshot.tensor(norm, "variance").data()[o] + norm.epsilon());
          shift[o] =
              gain * (shift[o] - snapshot.tensor(norm, "mean").data()[o])
                  + snapshot.tensor(norm, "beta").data()[o];
          scale[o] *= Math.abs(gain);
        }
      }
    }
    int positions = sums.length / scale.length;
    double[] bound = new double[sums.length];
    Arrays.setAll(
        bound,
        i -> gamma * (scale[i / positions] * sums[i] + Math.abs(shift[i / positions])) + 1e-40);
    return bound;
  }

  private static NetworkSpec randomConvolution(
      FilterForm form, int axes, boolean norm, SplittableRandom random) {
    List<ConvAxis> window = new ArrayList<>();
    List<Integer> spatial = new ArrayList<>();
    for (int axis = 0; axis < axes; axis++) {
      ConvAxis own =
          new ConvAxis(
              random.nextInt(1, axes == 3 ? 4 : 6),
              random.nextInt(1, 4),
              random.nextInt(0, 3),
              random.nextInt(0, 3),
              random.nextInt(1, 3));
      window.add(own);
      spatial.add(own.span() + random.nextInt(0, axes == 3 ? 4 : 9));
    }
    int groups = random.nextInt(1, 4);
    int channels = groups * random.nextInt(1, 5);
    int filters = groups * random.nextInt(1, 6);
    NetworkBuilder builder =
        new NetworkBuilder("one", new FeatureShape(channels, spatial), form)
            .conv("conv", filters, new ConvGeometry(window, groups), random.nextBoolean());
    return (norm ? builder.batchNorm("bn") : builder).build();
  }

  /** Branches, pools, sums, a concatenation, batch norms in every position, dropout. */
  static NetworkSpec dag(int axes, FilterForm form) {
    List<Integer> spatial = List.of(12, 11, 10).subList(0, axes);
    List<ConvAxis> uneven = new ArrayList<>();
    for (int axis = 0; axis < axes; axis++) {
      uneven.add(new ConvAxis(3, 1, axis % 2, 2, 1));
    }
    ConvGeometry same = new ConvGeometry(Collections.nCopies(axes, ConvAxis.same(3)), 1);
    return new NetworkBuilder("dag", new FeatureShape(3, spatial), form)
        .batchNorm("bn0")
        .conv("conv1", 8, same, true)
        .dropout("drop1", 0.3)
        .batchNorm("bn1a")
        .batchNorm("bn1b")
        .relu("relu1")
        .conv("conv2", 8, same, false)
        .add(new LayerSpec.Add("sum", List.of("conv2", "relu1", "conv2")))
        .batchNorm("bn2")
        .from("conv2")
        .batchNorm("bn3")
        .add(new LayerSpec.Concat("concat", List.of("bn3", "bn2", "relu1")))
        .add(new LayerSpec.MaxPool("max", "concat", uneven))
        .add(new LayerSpec.AveragePool("mean", "max", uneven, true))
        .add(new LayerSpec.AveragePool("mean2", "mean", uneven, false))
        .conv("conv4", 4, same.withGroups(4), true)
        .batchNorm("bn4")
        .globalAveragePool("pool")
        .flatten("flatten")
        .batchNorm("bn5")
        .dense("logits", 5)
        .dropout("out", 0.5)
        .build();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void everyLayerKindIsExportedOnEveryNumberOfAxes(int axes) throws OrtException {
    NetworkSpec network = dag(axes, new Rank1Form());
    for (String lowering : List.of("composed", "chain", "pointwise-depthwise")) {
      assertComputesTheSame(network, lowering, 3);
    }
  }

  @Test
  void sumsOfChainsAreExportedWithAndWithoutFinalReluAndBatchNorm() throws OrtException {
    for (boolean first : new boolean[] {false, true}) {
      for (boolean second : new boolean[] {false, true}) {
        for (boolean bias : new boolean[] {false, true}) {
          NetworkSpec network =
              new NetworkBuilder("sums", FeatureShape.of(3, 7, 6), new TwoChainsForm(first, second))
                  .conv("conv1", 4, ConvGeometry.same2d(3), bias)
                  .batchNorm("bn1")
                  .relu("relu1")
                  .conv("conv2", 2, ConvGeometry.same2d(3), bias)
                  .build();
          assertComputesTheSame(network, TwoChainsForm.SUM, 2);
        }
      }
    }
  }

  @Test
  void flattenedConvolutionsWithInnerBiasAndReluAreExported() throws OrtException {
    for (int sets = 1; sets <= 2; sets++) {
      for (boolean relu : new boolean[] {false, true}) {
        FilterForm form =
            new FlattenedForm(new FlattenedOptions(sets, FlattenedOptions.Bias.EACH, relu));
        NetworkSpec network =
            new NetworkBuilder("flat", FeatureShape.of(2, 9, 8), form)
                .conv("conv", 4, ConvGeometry.same2d(3), true)
                .batchNorm("bn")
                .build();
        assertComputesTheSame(network, "chain", 1);
      }
    }
  }

  private void assertComputesTheSame(NetworkSpec network, String lowering, int batch)
      throws OrtException {
    NetworkSnapshot snapshot = Snapshots.random(network, 7);
    FloatTensor input = input(network, batch, new SplittableRandom(11));
    ExportedModel exported =
        exporter.export(
            snapshot, new ExportOptions().withLowering(lowering).withBatch(Batch.DYNAMIC));
    float[] actual = Ort.run(exported.model().proto(), input);
    int perExample = input.size() / batch;
    double[] exact = new double[actual.length];
    for (int n = 0; n < batch; n++) {
      double[] example =
          doubles(Arrays.copyOfRange(input.data(), n * perExample, (n + 1) * perExample));
      double[] output = new DoubleNetwork(snapshot, example).output();
      System.arraycopy(output, 0, exact, n * output.length, output.length);
    }
    double largest = Arrays.stream(exact).map(Math::abs).max().orElseThrow();
    assertThat(largest).isGreaterThan(1e-3);
    for (int i = 0; i < exact.length; i++) {
      assertThat((double) actual[i])
          .as("%s as %s, element %d", network, lowering, i)
          .isCloseTo(exact[i], Offset.offset(1e-5 * largest));
    }
  }

  private static FloatTensor input(NetworkSpec network, int batch, SplittableRandom random) {
    List<Integer> shape = new ArrayList<>(List.of(batch));
    shape.addAll(network.input().extents());
    return Snapshots.uniform(shape, -1, 1, random);
  }

  private static FloatTensor absolute(FloatTensor tensor) {
    FloatTensor result = tensor.copy();
    for (int i = 0; i < result.size(); i++) {
      result.data()[i] = Math.abs(result.data()[i]);
    }
    return result;
  }

  private static double[] doubles(float[] values) {
    double[] result = new double[values.length];
    Arrays.setAll(result, i -> values[i]);
    return result;
  }
}
