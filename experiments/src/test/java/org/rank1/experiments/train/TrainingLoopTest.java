package org.rank1.experiments.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rank1.data.ImageDataset;
import org.rank1.data.ImageSet;
import org.rank1.experiments.data.Synthetic;
import org.rank1.experiments.data.SyntheticOptions;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.form.Rank1Form;
import org.rank1.metric.Measurement;
import org.rank1.network.FeatureShape;
import org.rank1.network.InputContract;
import org.rank1.network.LayerSpec;
import org.rank1.network.NetworkBuilder;
import org.rank1.network.NetworkSnapshot;
import org.rank1.network.NetworkSpec;
import org.rank1.ops.device.Engines;
import org.rank1.ops.optimizer.MomentumOptions;
import org.rank1.ops.optimizer.Sgd;
import org.rank1.ops.parameterization.Execution;
import org.rank1.ops.parameterization.FormParameterization;
import org.rank1.ops.parameterization.Initializer;
import org.rank1.provenance.Provenance;
import org.rank1.training.TrainingHook;

class TrainingLoopTest {
  private static final ImageDataset DATA =
      new Synthetic(new SyntheticOptions(1, 8, 8, 3, 85, 20, 1)).load(null);
  private static final NetworkSpec NETWORK =
      new NetworkBuilder("tiny", FeatureShape.of(1, 8, 8), new Rank1Form())
          .conv("conv1", 8, ConvGeometry.same2d(3), false)
          .batchNorm("bn1")
          .relu("relu1")
          .conv("conv2", 6, ConvGeometry.same2d(3), true)
          .relu("relu2")
          .globalAveragePool("pool")
          .flatten("flatten")
          .dropout("dropout", 0.1)
          .dense("logits", 3)
          .build();

  /** 9 steps an epoch, the last one of 5 images. */
  private static TrainingPlan plan(
      int epochs, double learningRate, int readEvery, boolean ahead, TrainingHook... hooks) {
    return new TrainingPlan(
        DATA,
        NETWORK,
        layer -> new FormParameterization(layer.form(), Initializer.HE, Execution.FACTORIZED),
        List.of(),
        Optional.empty(),
        new Sgd(new MomentumOptions(learningRate, 0.9, 0)),
        moment -> 1,
        List.of(hooks),
        epochs,
        10,
        7,
        readEvery,
        ahead);
  }

  /** What an observer is told. */
  private static final class Watched implements TrainingObserver {
    private final List<Double> losses = new ArrayList<>();
    private final List<Integer> images = new ArrayList<>();
    private final List<EpochResult> epochs = new ArrayList<>();

    @Override
    public void started(Measurement summary) {}

    @Override
    public void step(StepResult result) {
      losses.add(result.loss());
      images.add(result.images());
    }

    @Override
    public void epoch(EpochResult result) {
      epochs.add(result);
    }
  }

  private static NetworkSnapshot train(TrainingPlan plan, TrainingObserver observer) {
    try (NDManager manager = Engines.open("cpu", 1, 0);
        TrainingLoop loop = new TrainingLoop(plan, manager)) {
      loop.begin(observer);
      loop.run(observer, new Unpaused());
      return loop.snapshot(new Provenance("test", "", 7, "synthetic", Map.of()));
    }
  }

  private static final class Unpaused implements TrainingLoop.Pause {
    @Override
    public void afterStep(TrainingLoop loop) {}

    @Override
    public void afterEpoch(TrainingLoop loop) {}
  }

  private static List<FloatTensor> tensors(NetworkSnapshot snapshot) {
    return snapshot.network().layers().stream()
        .flatMap((LayerSpec layer) -> snapshot.tensors(layer).values().stream())
        .toList();
  }

  @ParameterizedTest
  @CsvSource({"1, true", "4, false", "4, true", "1000, true"})
  void neitherPreparingAheadNorTheReadingsChangeAnyBit(int readEvery, boolean ahead) {
    Watched plain = new Watched();
    Watched other = new Watched();
    NetworkSnapshot expected = train(plan(3, 0.05, 1, false), plain);
    NetworkSnapshot actual = train(plan(3, 0.05, readEvery, ahead), other);
    assertThat(tensors(actual)).isEqualTo(tensors(expected));
    for (int epoch = 0; epoch < 3; epoch++) {
      assertThat(other.epochs.get(epoch))
          .usingRecursiveComparison()
          .ignoringFields("seconds")
          .isEqualTo(plain.epochs.get(epoch));
    }
  }

  @Test
  void theLossOfAnEpochIsTheMeanOverItsImages() {
    Watched watched = new Watched();
    train(plan(1, 0.05, 1, false), watched);
    assertThat(watched.images).containsExactly(10, 20, 30, 40, 50, 60, 70, 80, 85);
    double sum = 0;
    for (int step = 0; step < 9; step++) {
      sum += watched.losses.get(step) * (step == 8 ? 5 : 10);
    }
    assertThat(watched.epochs.get(0).trainLoss()).isCloseTo(sum / 85, within(1e-12));
  }

  @Test
  void theLossIsReadEveryFewStepsAndAtTheEnd() {
    Watched watched = new Watched();
    train(plan(1, 0.05, 4, false), watched);
    // A machine that stands still for a second is read in between.
    assertThat(watched.images).contains(40, 80, 85).last().isEqualTo(85);
  }

  @Test
  void stepsLeaveNoArraysBehind() {
    List<Integer> arrays = new ArrayList<>();
    TrainingHook counting =
        new TrainingHook() {
          @Override
          public void afterStep(Context context) {
            NDArray any = context.groups().get(0).tensors().values().iterator().next();
            arrays.add(any.getManager().getManagedArrays().size());
          }
        };
    train(plan(12, 0.05, 1000, true, counting), new Watched());
    assertThat(arrays).hasSizeGreaterThan(100);
    assertThat(arrays).allMatch(count -> count.equals(arrays.get(0)));
  }

  @Test
  void aLossThatIsNotFiniteIsFoundAtTheNextReadingWithStepsAndWeights() {
    assertThatThrownBy(() -> train(plan(1, 1e30, 4, false), new Watched()))
        .isInstanceOf(TrainingException.class)
        .hasMessageMatching(
            "The loss became \\S+ in epoch 1 at steps? \\d( to \\d)?; the first weights that are not"
                + " finite are \"conv1/t\".*");
  }

  @Test
  void theThreadThatPreparesBatchesEndsWithTheLoop() throws InterruptedException {
    train(plan(1, 0.05, 4, true), new Watched());
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals("rank1-batches")) {
        thread.join(10_000);
        assertThat(thread.isAlive()).isFalse();
      }
    }
  }

  @Test
  void batchesComeInTheirOrderHoweverTheyArePrepared() {
    Batches batches = batches(IntStream.range(0, 85).map(i -> 84 - i).toArray());
    ExecutorService worker = Executors.newSingleThreadExecutor();
    try (NDManager manager = Engines.open("cpu", 1, 0);
        BatchFeed inLine = new BatchFeed(batches, null);
        BatchFeed ahead =
            new BatchFeed(batches(IntStream.range(0, 85).map(i -> 84 - i).toArray()), worker)) {
      for (int i = 0; i < batches.count(); i++) {
        BatchBuffer expected = inLine.next();
        BatchBuffer actual = ahead.next();
        assertThat(actual.count()).isEqualTo(i == 8 ? 5 : 10);
        assertThat(actual.labels(manager).toLongArray())
            .isEqualTo(expected.labels(manager).toLongArray());
        assertThat(actual.images(manager).toFloatArray())
            .isEqualTo(expected.images(manager).toFloatArray());
      }
    } finally {
      worker.shutdownNow();
    }
  }

  @Test
  void aBatchThatCannotBePreparedStopsTheOneWhoAsksForIt() {
    int[] order = IntStream.range(0, 85).toArray();
    order[15] = 1000;
    ExecutorService worker = Executors.newSingleThreadExecutor();
    try (BatchFeed feed = new BatchFeed(batches(order), worker)) {
      assertThat(feed.next().count()).isEqualTo(10);
      assertThatThrownBy(feed::next).isInstanceOf(ArrayIndexOutOfBoundsException.class);
    } finally {
      worker.shutdownNow();
    }
  }

  private static Batches batches(int[] order) {
    ImageSet images = DATA.train();
    InputContract contract = DATA.input();
    return new Batches(images, contract, order, 10);
  }
}
