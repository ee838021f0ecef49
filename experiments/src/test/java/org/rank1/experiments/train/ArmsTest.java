package org.rank1.experiments.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rank1.experiments.app.Product;
import org.rank1.experiments.config.ExperimentReader;
import org.rank1.io.InvalidInputException;
import org.rank1.metric.Measurement;
import org.rank1.network.LayerSpec;
import org.rank1.network.NetworkSnapshot;
import org.rank1.plugin.Parts;

/** The arms of the recipes, on a few small images. */
@TestInstance(Lifecycle.PER_CLASS) // one product for all
class ArmsTest {
  private final Product product = Product.assemble(ArmsTest.class.getClassLoader());
  private final ExperimentReader reader = new ExperimentReader(product.get(Parts.class));

  /** What a hook has to tell. */
  private static final class Told implements TrainingObserver {
    private final List<Measurement> measurements = new ArrayList<>();

    @Override
    public void started(Measurement summary) {}

    @Override
    public void step(StepResult result) {}

    @Override
    public void measured(Measurement measurement) {
      measurements.add(measurement);
    }

    @Override
    public void epoch(EpochResult result) {}

    List<Measurement> phases() {
      return measurements.stream().filter(m -> m.event().equals("phase")).toList();
    }
  }

  private TrialResult train(String arm, Path folder, Told told, String... more) {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "dataset=synthetic",
                "dataset.train=96",
                "dataset.test=30",
                "dataset.height=12",
                "dataset.width=12",
                "dataset.classes=3",
                "architecture.widths=9,16,16",
                "threads=1",
                "batchSize=16",
                "metrics=jsonl",
                "output=" + folder));
    settings.addAll(List.of(more));
    return product
        .get(Runs.class)
        .run(
            reader.read(Path.of("recipes", arm + ".yaml"), settings),
            folder,
            new RunWatch(line -> {}, told, new Cancellation()));
  }

  @ParameterizedTest
  @CsvSource({
    "dense, dense",
    "rank1, rank1",
    "rank1-shared, rank1-shared",
    "rank1-projected, rank1",
    "flattened, flattened",
    "compose-decompose, rank1"
  })
  void everyArmEndsInItsForm(String arm, String form, @TempDir Path folder) {
    train(arm, folder, new Told(), "epochs=3");
    NetworkSnapshot snapshot = product.get(Runs.class).load(folder);
    assertThat(snapshot.network().convolutions())
        .hasSize(6)
        .extracting(layer -> layer.form().name())
        .containsOnly(form);
    for (LayerSpec layer : snapshot.network().layers()) {
      snapshot
          .tensors(layer)
          .forEach(
              (role, tensor) ->
                  assertThat(Double.isFinite(tensor.norm())).as(layer.name() + role).isTrue());
    }
  }

  @Test
  void kernelsAndFactorsTakeTurnsAndFactorsHaveTheLastWord(@TempDir Path folder) {
    Told told = new Told();
    train("compose-decompose", folder, told, "epochs=7");
    assertThat(told.phases())
        .extracting(m -> m.values().get("epoch") + " " + m.values().get("phase"))
        .containsExactly("0 kernels", "1 factors", "3 kernels", "4 factors");
    assertThat((double) told.phases().get(0).values().get("meanKernelError")).isEqualTo(0);
    assertThat((double) told.phases().get(1).values().get("meanKernelError")).isBetween(1e-3, 1.0);
  }

  @Test
  void kernelsOfAnySizeAreDecomposed(@TempDir Path folder) {
    Told told = new Told();
    train("compose-decompose", folder, told, "epochs=3", "architecture.kernel=5");
    assertThat(told.phases()).hasSize(2);
  }

  @Test
  void aPhaseOfFreeKernelsIsNotFactorTraining(@TempDir Path folder) {
    TrialResult factors = train("rank1", folder.resolve("a"), new Told(), "epochs=3");
    TrialResult phases = train("compose-decompose", folder.resolve("b"), new Told(), "epochs=3");
    assertThat(phases.epochs().get(0).trainLoss())
        .isNotEqualTo(factors.epochs().get(0).trainLoss());
  }

  @Test
  void composeDecomposeSaysWhatItCannotDo(@TempDir Path folder) {
    assertThatThrownBy(() -> train("compose-decompose", folder, new Told(), "epochs=2"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("needs kernelEpochs + factorEpochs = 3 epochs, but the run has 2");
    assertThatThrownBy(
            () ->
                train(
                    "compose-decompose", folder.resolve("d"), new Told(), "parameterization=dense"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("nothing to compose");
    assertThatThrownBy(
            () ->
                train(
                    "compose-decompose",
                    folder.resolve("f"),
                    new Told(),
                    "parameterization=flattened",
                    "parameterization.bias=each"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("\"conv1\" of form \"flattened\"");
  }
}
