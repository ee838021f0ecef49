package org.rank1.ops.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.FilterForm;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.form.DenseForm;
import org.rank1.filter.form.Rank1Form;
import org.rank1.network.FeatureShape;
import org.rank1.network.LayerSpec;
import org.rank1.network.LayerTensors;
import org.rank1.network.NetworkBuilder;
import org.rank1.network.NetworkSnapshot;
import org.rank1.network.NetworkSpec;
import org.rank1.ops.EngineExtension;
import org.rank1.ops.optimizer.MomentumOptions;
import org.rank1.ops.optimizer.Sgd;
import org.rank1.ops.tensor.Tensors;
import org.rank1.training.OptimizerFactory;
import org.rank1.training.ParameterGroup;

class TrainingNetworkTest {
  @RegisterExtension final EngineExtension engine = new EngineExtension();

  static Stream<Arguments> formsAndAxes() {
    return Networks.forms().stream()
        .flatMap(form -> Stream.of(1, 2, 3).map(axes -> Arguments.of(form, axes)));
  }

  /** Running statistics and biases away from 0 and 1, so that none can be left out. */
  private static NetworkSnapshot stirred(NetworkSnapshot snapshot) {
    SplittableRandom random = new SplittableRandom(5);
    Map<String, Map<String, FloatTensor>> tensors = new LinkedHashMap<>();
    for (LayerSpec layer : snapshot.network().layers()) {
      Map<String, FloatTensor> changed = new LinkedHashMap<>();
      snapshot
          .tensors(layer)
          .forEach(
              (role, tensor) -> {
                FloatTensor copy = tensor.copy();
                for (int i = 0; i < copy.size(); i++) {
                  copy.data()[i] += (float) (0.5 * random.nextDouble());
                }
                changed.put(role, copy);
              });
      tensors.put(layer.name(), changed);
    }
    return new NetworkSnapshot(snapshot.network(), tensors, Networks.INPUT, Networks.PROVENANCE);
  }

  @ParameterizedTest
  @MethodSource("formsAndAxes")
  void inferenceOfEveryKindOfLayerEqualsItsDefinition(FilterForm form, int axes) {
    NetworkSpec spec = Networks.everything(form, axes);
    TrainingNetwork network = Networks.start(spec, engine.manager(), 3);
    network.load(stirred(Networks.snapshot(network)));
    float[] examples = Networks.examples(spec, 3, 4);
    float[] logits;
    try (NDManager batch = engine.manager().newSubManager()) {
      NDArray output = network.forward(Networks.batch(spec, examples, batch), false);
      assertThat(output.getShape()).isEqualTo(new Shape(3, 3));
      logits = output.toFloatArray();
    }
    NaiveNetwork naive = new NaiveNetwork(Networks.snapshot(network));
    int size = spec.input().size();
    for (int n = 0; n < 3; n++) {
      double[] example = new double[size];
      for (int i = 0; i < size; i++) {
        example[i] = examples[n * size + i];
      }
      double[] expected = naive.infer(example);
      double scale = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
      for (int k = 0; k < 3; k++) {
        assertThat((double) logits[n * 3 + k]).isCloseTo(expected[k], within(1e-5 * scale));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("formsAndAxes")
  void everyParameterGetsAGradient(FilterForm form, int axes) {
    NetworkSpec spec = Networks.everything(form, axes);
    TrainingNetwork network = Networks.start(spec, engine.manager(), 3);
    OptimizerFactory.Optimizer keepsGradients =
        new OptimizerFactory.Optimizer() {
          @Override
          public void step(double rateFactor) {}

          @Override
          public void resetState(String path) {}
        };
    Networks.step(network, keepsGradients, engine.manager(), Networks.examples(spec, 5, 4));
    for (ParameterGroup group : network.groups()) {
      group
          .tensors()
          .forEach(
              (role, tensor) -> {
                // The mean that a batch norm takes off hides the bias before it.
                if (!group.path(role).equals("conv1/bias")) {
                  try (NDArray gradient = tensor.getGradient()) {
                    assertThat(Tensors.copyOf(gradient).norm())
                        .as(group.path(role))
                        .isFinite()
                        .isGreaterThan(1e-6);
                  }
                }
              });
    }
  }

  @Test
  void groupsNameLearnedTensorsInLayerOrder() {
    TrainingNetwork network = Networks.start(Networks.small(new Rank1Form()), engine.manager(), 1);
    List<String> paths = new ArrayList<>();
    network.groups().forEach(g -> g.tensors().keySet().forEach(role -> paths.add(g.path(role))));
    assertThat(paths)
        .containsExactly(
            "conv1/t",
            "conv1/p",
            "conv1/q",
            "bn1/gamma",
            "bn1/beta",
            "conv2/t",
            "conv2/p",
            "conv2/q",
            "conv2/bias",
            "logits/weight",
            "logits/bias");
  }

  @Test
  void tensorsStartAsDocumented() {
    NetworkSpec spec = Networks.small(new DenseForm());
    NetworkSnapshot start = Networks.snapshot(Networks.start(spec, engine.manager(), 1));
    for (LayerSpec layer : spec.layers()) {
      start
          .tensors(layer)
          .forEach(
              (role, tensor) -> {
                switch (role) {
                  case LayerTensors.GAMMA, LayerTensors.VARIANCE ->
                      assertThat(tensor.data()).containsOnly(1f);
                  case LayerTensors.BETA, LayerTensors.MEAN, LayerTensors.BIAS ->
                      assertThat(tensor.data()).containsOnly(0f);
                  default -> {
                    double fanIn = tensor.size() / (double) tensor.shape().get(0);
                    double variance = tensor.norm() * tensor.norm() / tensor.size();
                    // Five standard deviations of a sample variance.
                    assertThat(variance * fanIn / 2)
                        .as(layer.name())
                        .isCloseTo(1, within(5 * Math.sqrt(2.0 / tensor.size())));
                  }
                }
              });
    }
  }

  @Test
  void batchNormUsesBatchStatisticsInTrainingAndKeepsRunningOnes() {
    NetworkSpec spec =
        new NetworkBuilder("norm", FeatureShape.of(1, 2), new DenseForm())
            .add(new LayerSpec.BatchNorm("bn", NetworkSpec.INPUT, 1e-3, 0.8))
            .build();
    TrainingNetwork network = Networks.start(spec, engine.manager(), 1);
    float[] examples = {1, 2, 3, 6};
    try (NDManager batch = engine.manager().newSubManager()) {
      float[] output = network.forward(Networks.batch(spec, examples, batch), true).toFloatArray();
      double deviation = Math.sqrt(3.5 + 1e-3); // of the population
      for (int i = 0; i < 4; i++) {
        assertThat((double) output[i]).isCloseTo((examples[i] - 3) / deviation, within(1e-6));
      }
    }
    NetworkSnapshot after = Networks.snapshot(network);
    LayerSpec layer = spec.layers().get(0);
    assertThat(after.tensor(layer, LayerTensors.MEAN).data()[0]).isCloseTo(0.6f, within(1e-6f));
    // Running statistics estimate the variance of the source: 14/3 with momentum 0.8.
    assertThat(after.tensor(layer, LayerTensors.VARIANCE).data()[0])
        .isCloseTo((float) (0.8 + 0.2 * 14 / 3), within(1e-6f));
  }

  @Test
  void dropoutZeroesAShareAndKeepsTheMeanInTrainingOnly() {
    NetworkSpec spec =
        new NetworkBuilder("drop", FeatureShape.of(20_000), new DenseForm())
            .dropout("dropout", 0.3)
            .build();
    TrainingNetwork network = Networks.start(spec, engine.manager(), 1);
    float[] ones = new float[20_000];
    Arrays.fill(ones, 1);
    try (NDManager batch = engine.manager().newSubManager()) {
      float[] trained = network.forward(Networks.batch(spec, ones, batch), true).toFloatArray();
      int zeros = 0;
      for (float value : trained) {
        zeros += value == 0 ? 1 : 0;
        assertThat(value).isIn(0f, (float) (1 / 0.7));
      }
      assertThat(zeros / 20_000.0).isCloseTo(0.3, within(0.02));
      assertThat(network.forward(Networks.batch(spec, ones, batch), false).toFloatArray())
          .isEqualTo(ones);
    }
  }

  @ParameterizedTest
  @MethodSource("formsAndAxes")
  void managedArraysDoNotGrowWithAnyKindOfLayer(FilterForm form, int axes) {
    managedArraysDoNotGrow(Networks.everything(form, axes), 4);
  }

  /** The pooling runs before the ReLU it reads, unless something lies between or reads it too. */
  @Test
  void poolingBeforeTheReluChangesNeitherLossNorGradients() {
    List<Map<String, float[]>> gradients = new ArrayList<>();
    for (boolean between : List.of(false, true)) {
      NetworkBuilder builder =
          new NetworkBuilder("pooled", FeatureShape.of(2, 9, 9), new Rank1Form())
              .conv("conv", 6, ConvGeometry.same2d(3), true)
              .relu("relu");
      if (between) {
        builder.dropout("nothing", 0);
      }
      NetworkSpec spec = builder.maxPool("pool", 2).flatten("flat").dense("logits", 3).build();
      TrainingNetwork network = Networks.start(spec, engine.manager(), 3);
      Map<String, float[]> own = new LinkedHashMap<>();
      try (NDManager scope = engine.manager().newSubManager();
          GradientCollector collector = engine.manager().getEngine().newGradientCollector()) {
        NDArray batch = Networks.batch(spec, Networks.examples(spec, 5, 4), scope);
        NDArray loss = network.forward(batch, true).square().sum();
        own.put("loss", loss.toFloatArray());
        collector.backward(loss);
        for (ParameterGroup group : network.groups()) {
          group
              .tensors()
              .forEach(
                  (role, array) -> own.put(group.path(role), array.getGradient().toFloatArray()));
        }
      }
      gradients.add(own);
    }
    assertThat(gradients.get(0)).hasSize(7);
    gradients
        .get(0)
        .forEach(
            (path, values) -> assertThat(gradients.get(1).get(path)).as(path).isEqualTo(values));
  }

  @Test
  void managedArraysDoNotGrowOverAHundredSteps() {
    Networks.forms().forEach(form -> managedArraysDoNotGrow(Networks.small(form), 100));
  }

  private void managedArraysDoNotGrow(NetworkSpec spec, int steps) {
    try (NDManager own = engine.manager().newSubManager();
        NDManager state = engine.manager().newSubManager()) {
      TrainingNetwork network = Networks.start(spec, own, 3);
      var optimizer = new Sgd(new MomentumOptions()).create(network.groups(), state);
      float[] examples = Networks.examples(spec, 2, 4);
      int tensors = spec.layers().stream().mapToInt(l -> spec.tensors(l).size()).sum();
      for (int step = 0; step < steps; step++) {
        Networks.step(network, optimizer, engine.manager(), examples);
        try (NDManager batch = engine.manager().newSubManager()) {
          network.forward(Networks.batch(spec, examples, batch), false);
        }
        assertThat(own.getManagedArrays()).as("after step %d", step).hasSize(tensors);
      }
      Networks.snapshot(network);
      network.load(Networks.snapshot(network));
      assertThat(own.getManagedArrays()).hasSize(tensors);
    }
  }

  @Test
  void sameSeedGivesBitIdenticalWeightsAndAnotherSeedDoesNot() {
    for (FilterForm form : Networks.forms()) {
      NetworkSnapshot first = trained(form, 1);
      assertThat(values(trained(form, 1))).as("%s", form).isEqualTo(values(first));
      assertThat(values(trained(form, 2))).as("%s", form).isNotEqualTo(values(first));
    }
  }

  private NetworkSnapshot trained(FilterForm form, long seed) {
    NetworkSpec spec = Networks.small(form);
    engine.manager().getEngine().setRandomSeed((int) seed);
    try (NDManager own = engine.manager().newSubManager()) {
      TrainingNetwork network = Networks.start(spec, own, seed);
      var optimizer = new Sgd(new MomentumOptions()).create(network.groups(), own);
      float first = 0;
      float last = 0;
      for (int step = 0; step < 30; step++) {
        last = Networks.step(network, optimizer, own, Networks.examples(spec, 12, 9));
        first = step == 0 ? last : first;
      }
      assertThat(last).as("loss after 30 steps").isLessThan(first);
      assertThat(network.firstNonFiniteLayer()).isEmpty();
      return Networks.snapshot(network);
    }
  }

  private static Map<String, Map<String, FloatTensor>> values(NetworkSnapshot snapshot) {
    Map<String, Map<String, FloatTensor>> values = new LinkedHashMap<>();
    snapshot.network().layers().forEach(l -> values.put(l.name(), snapshot.tensors(l)));
    return values;
  }

  @Test
  void channelsLastStridesGiveTheSameLogits() {
    for (FilterForm form : Networks.forms()) {
      NetworkSpec spec = Networks.everything(form, 2);
      TrainingNetwork network = Networks.start(spec, engine.manager(), 3);
      try (NDManager batch = engine.manager().newSubManager()) {
        NDArray planes = Networks.batch(spec, Networks.examples(spec, 4, 8), batch);
        NDArray pixels =
            batch
                .create(planes.transpose(0, 2, 3, 1).toFloatArray(), new Shape(4, 13, 13, 2))
                .transpose(0, 3, 1, 2);
        float[] expected = network.forward(planes, false).toFloatArray();
        float[] actual = network.forward(pixels, false).toFloatArray();
        for (int i = 0; i < expected.length; i++) {
          assertThat(actual[i]).isCloseTo(expected[i], within(1e-5f));
        }
      }
    }
  }

  @Test
  void loadedSnapshotInfersBitIdentically() {
    NetworkSpec spec = Networks.everything(new Rank1Form(), 2);
    TrainingNetwork source = Networks.start(spec, engine.manager(), 3);
    TrainingNetwork target = Networks.start(spec, engine.manager(), 4);
    List<NDArray> live =
        target.groups().stream().flatMap(g -> g.tensors().values().stream()).toList();
    target.load(Networks.snapshot(source));
    assertThat(values(Networks.snapshot(target))).isEqualTo(values(Networks.snapshot(source)));
    assertThat(live).allMatch(NDArray::hasGradient);
    try (NDManager batch = engine.manager().newSubManager()) {
      NDArray images = Networks.batch(spec, Networks.examples(spec, 2, 8), batch);
      assertThat(target.forward(images, false).toFloatArray())
          .isEqualTo(source.forward(images, false).toFloatArray());
    }
  }

  @Test
  void loadsAndInfersOnAThreadThatRecordsGradients() {
    NetworkSpec spec = Networks.small(new Rank1Form());
    TrainingNetwork network = Networks.start(spec, engine.manager(), 3);
    NetworkSnapshot snapshot = Networks.snapshot(network);
    boolean recorded =
        CompletableFuture.supplyAsync(
                () -> {
                  network.load(snapshot); // a fresh thread of the engine records
                  try (NDManager batch = engine.manager().newSubManager()) {
                    return network
                        .forward(Networks.batch(spec, Networks.examples(spec, 2, 8), batch), false)
                        .hasGradient();
                  }
                })
            .join();
    assertThat(recorded).isFalse();
  }

  @Test
  void firstTensorThatIsNotFiniteIsNamed() {
    NetworkSpec spec = Networks.small(new Rank1Form());
    TrainingNetwork network = Networks.start(spec, engine.manager(), 3);
    assertThat(network.firstNonFiniteLayer()).isEmpty();
    for (String path : List.of("logits/bias", "conv2/q")) {
      for (ParameterGroup group : network.groups()) {
        group
            .tensors()
            .forEach(
                (role, tensor) -> {
                  if (group.path(role).equals(path)) {
                    FloatTensor bad = Tensors.copyOf(tensor);
                    bad.data()[1] = path.startsWith("conv") ? Float.NaN : Float.NEGATIVE_INFINITY;
                    try (NDArray copy = Tensors.copyOf(bad, engine.manager())) {
                      Tensors.assignInPlace(tensor, copy);
                    }
                  }
                });
      }
      assertThat(network.firstNonFiniteLayer()).contains(path);
    }
  }

  @Test
  void batchOfAnotherShapeIsRefused() {
    NetworkSpec spec = Networks.small(new DenseForm());
    TrainingNetwork network = Networks.start(spec, engine.manager(), 3);
    NDArray wrong = engine.manager().zeros(new Shape(2, 12, 12, 1));
    assertThatThrownBy(() -> network.forward(wrong, true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1×12×12")
        .hasMessageContaining("(2, 12, 12, 1)");
  }

  @Test
  void parameterizationOfAnotherFormIsRefused() {
    NetworkSpec spec = Networks.small(new DenseForm());
    assertThatThrownBy(
            () ->
                new TrainingNetwork(
                    spec,
                    conv -> Networks.parameterization(new Rank1Form()),
                    engine.manager(),
                    new SplittableRandom(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("conv1");
  }

  @Test
  void snapshotOfAnotherNetworkIsRefused() {
    TrainingNetwork network = Networks.start(Networks.small(new DenseForm()), engine.manager(), 3);
    NetworkSnapshot other =
        Networks.snapshot(Networks.start(Networks.small(new Rank1Form()), engine.manager(), 3));
    assertThatThrownBy(() -> network.load(other)).isInstanceOf(IllegalArgumentException.class);
  }
}
