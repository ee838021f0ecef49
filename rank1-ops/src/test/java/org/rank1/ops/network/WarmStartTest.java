package org.rank1.ops.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.rank1.filter.Composition;
import org.rank1.filter.FilterForm;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.KernelDecomposer;
import org.rank1.filter.form.DenseDecomposer;
import org.rank1.filter.form.DenseForm;
import org.rank1.filter.form.FlattenedForm;
import org.rank1.filter.form.FlattenedOptions;
import org.rank1.filter.form.Rank1Form;
import org.rank1.io.InvalidInputException;
import org.rank1.network.FormConversion;
import org.rank1.network.LayerSpec;
import org.rank1.network.NetworkSnapshot;
import org.rank1.network.NetworkSpec;
import org.rank1.ops.EngineExtension;
import org.rank1.ops.hook.ProjectHook;
import org.rank1.ops.optimizer.MomentumOptions;
import org.rank1.ops.optimizer.Sgd;
import org.rank1.ops.projection.HopmOptions;
import org.rank1.ops.projection.Rank1Decomposer;
import org.rank1.ops.projection.Rank1Hopm;
import org.rank1.ops.projection.Rank1Projection;
import org.rank1.training.OptimizerFactory;
import org.rank1.training.ParameterGroup;
import org.rank1.training.ProjectOptions;
import org.rank1.training.TrainingHook;

/** Trained networks in other forms, as snapshots and as networks that go on learning. */
class WarmStartTest {
  @RegisterExtension final EngineExtension engine = new EngineExtension();

  private static final Rank1Hopm SEARCH = new Rank1Hopm(new HopmOptions());
  private static final FilterForm FLATTENED = new FlattenedForm(new FlattenedOptions());
  private static final List<KernelDecomposer> DECOMPOSERS =
      List.of(new DenseDecomposer(), new Rank1Decomposer(SEARCH));

  static Stream<Arguments> factoredToAny() {
    List<FilterForm> factored = List.of(new Rank1Form(), FLATTENED);
    List<FilterForm> all = List.of(new DenseForm(), new Rank1Form(), FLATTENED);
    return factored.stream()
        .flatMap(from -> all.stream().map(into -> Arguments.of(from, into)))
        .filter(pair -> !pair.get()[0].equals(pair.get()[1]));
  }

  private TrainingNetwork trained(NetworkSpec spec) {
    TrainingNetwork network = Networks.start(spec, engine.manager(), 3);
    OptimizerFactory.Optimizer optimizer =
        new Sgd(new MomentumOptions()).create(network.groups(), engine.manager());
    for (int step = 0; step < 5; step++) {
      Networks.step(network, optimizer, engine.manager(), Networks.examples(spec, 6, step));
    }
    return network;
  }

  private float[] infer(TrainingNetwork network) {
    try (NDManager batch = engine.manager().newSubManager()) {
      NDArray images =
          Networks.batch(network.spec(), Networks.examples(network.spec(), 8, 77), batch);
      return network.forward(images, false).toFloatArray();
    }
  }

  private static void close(float[] actual, float[] expected, double tolerance) {
    double scale = 0;
    for (float value : expected) {
      scale = Math.max(scale, Math.abs(value));
    }
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) actual[i]).isCloseTo(expected[i], within(tolerance * scale));
    }
  }

  @ParameterizedTest
  @MethodSource("factoredToAny")
  void aNetworkOfFactorsIsTheSameFunctionInAnyForm(FilterForm from, FilterForm into) {
    TrainingNetwork source = trained(Networks.everything(from, 2));
    NetworkSpec target = Networks.everything(into, 2);
    FormConversion.Result result =
        FormConversion.into(Networks.snapshot(source), target, DECOMPOSERS);
    assertThat(result.relativeErrors().keySet()).containsExactly("conv1", "conv2");
    assertThat(result.relativeErrors().values()).allMatch(error -> error < 1e-6);
    TrainingNetwork network = Networks.start(target, engine.manager(), 99);
    network.load(result.snapshot());
    close(infer(network), infer(source), 1e-5);
  }

  @Test
  void aDenseNetworkStartsARank1OneThatGoesOnLearning() {
    TrainingNetwork source = trained(Networks.small(new DenseForm()));
    NetworkSpec target = Networks.small(new Rank1Form());
    FormConversion.Result result =
        FormConversion.into(Networks.snapshot(source), target, DECOMPOSERS);
    assertThat(result.relativeErrors().get("conv2")).isBetween(0.3, 1.0);
    TrainingNetwork network = Networks.start(target, engine.manager(), 99);
    List<NDArray> live =
        network.groups().stream().flatMap(g -> g.tensors().values().stream()).toList();
    OptimizerFactory.Optimizer optimizer =
        new Sgd(new MomentumOptions()).create(network.groups(), engine.manager());
    network.load(result.snapshot());
    float[] before = infer(network);
    float[] examples = Networks.examples(target, 12, 5);
    float first = Networks.step(network, optimizer, engine.manager(), examples);
    float last = first;
    for (int step = 0; step < 30; step++) {
      last = Networks.step(network, optimizer, engine.manager(), examples);
    }
    assertThat(last).isLessThan(first);
    assertThat(infer(network)).isNotEqualTo(before);
    assertThat(live).allMatch(NDArray::hasGradient);
  }

  @Test
  void theSnapshotOfAProjectedNetworkIsExactlyOfTheFormAndHasTheSameKernels() {
    for (int axes = 1; axes <= 3; axes++) {
      TrainingNetwork network = trained(Networks.everything(new DenseForm(), axes));
      Rank1Projection projection = new Rank1Projection(SEARCH);
      project(network, projection);
      NetworkSnapshot dense = Networks.snapshot(network);
      FormConversion.Result result =
          FormConversion.decompose(
              dense,
              new Rank1Form(),
              projection.target().orElseThrow().decomposer(),
              layer -> layer.form() instanceof DenseForm);
      assertThat(result.relativeErrors().values()).hasSize(2).allMatch(error -> error < 1e-6);
      for (LayerSpec.Convolution layer : result.snapshot().network().convolutions()) {
        assertThat(layer.form()).isEqualTo(new Rank1Form());
        FloatTensor composed =
            ((Composition.Composable)
                    layer.form().composition(result.snapshot().network().convSpec(layer)))
                .kernel()
                .apply(result.snapshot().factors(layer));
        FloatTensor projected = dense.tensor(layer, DenseForm.KERNEL);
        int each = projected.size() / layer.outChannels();
        for (int o = 0; o < layer.outChannels(); o++) {
          double largest = 0;
          for (int i = o * each; i < (o + 1) * each; i++) {
            largest = Math.max(largest, Math.abs(projected.data()[i]));
          }
          for (int i = o * each; i < (o + 1) * each; i++) {
            // A few units in the last place of the filter's largest element.
            assertThat((double) composed.data()[i])
                .isCloseTo(projected.data()[i], within(8 * 0x1p-23 * largest));
          }
        }
      }
      TrainingNetwork again = Networks.start(result.snapshot().network(), engine.manager(), 5);
      again.load(result.snapshot());
      close(infer(again), infer(network), 1e-5);
    }
  }

  private static void project(TrainingNetwork network, Rank1Projection projection) {
    new ProjectHook(projection, new ProjectOptions())
        .atEnd(
            new TrainingHook.Context() {
              @Override
              public NetworkSpec network() {
                return network.spec();
              }

              @Override
              public List<ParameterGroup> groups() {
                return network.groups();
              }

              @Override
              public OptimizerFactory.Optimizer optimizer() {
                throw new AssertionError("the state is kept");
              }

              @Override
              public long step() {
                return 5;
              }

              @Override
              public int epoch() {
                return 1;
              }

              @Override
              public double progress() {
                return 1;
              }
            });
  }

  @Test
  void onlyTheChosenConvolutionsChangeTheirForm() {
    NetworkSnapshot source = Networks.snapshot(trained(Networks.small(new DenseForm())));
    FormConversion.Result result =
        FormConversion.decompose(
            source,
            new Rank1Form(),
            new Rank1Decomposer(SEARCH),
            layer -> layer.name().equals("conv2"));
    List<FilterForm> forms =
        result.snapshot().network().convolutions().stream()
            .map(LayerSpec.Convolution::form)
            .toList();
    assertThat(forms).containsExactly(new DenseForm(), new Rank1Form());
    assertThat(result.relativeErrors()).containsOnlyKeys("conv2");
    LayerSpec second = result.snapshot().network().convolutions().get(1);
    assertThat(result.snapshot().tensor(second, "bias"))
        .isEqualTo(source.tensor(source.network().convolutions().get(1), "bias"));
  }

  @Test
  void kernelsThatAreNotFiniteAreRefusedWithTheNameOfTheLayer() {
    NetworkSnapshot source = Networks.snapshot(trained(Networks.small(new DenseForm())));
    source.tensor(source.network().convolutions().get(1), DenseForm.KERNEL).data()[3] = Float.NaN;
    assertThatThrownBy(
            () -> FormConversion.into(source, Networks.small(new Rank1Form()), DECOMPOSERS))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("\"conv2\"")
        .hasMessageContaining("finite");
  }
}
