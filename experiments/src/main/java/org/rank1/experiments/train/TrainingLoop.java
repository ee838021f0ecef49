package org.rank1.experiments.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.rank1.data.ImageSet;
import org.rank1.filter.KernelDecomposer;
import org.rank1.metric.Measurement;
import org.rank1.network.FormConversion;
import org.rank1.network.LayerSpec;
import org.rank1.network.NetworkSnapshot;
import org.rank1.network.NetworkSpec;
import org.rank1.ops.network.Losses;
import org.rank1.ops.tensor.GradientMode;
import org.rank1.provenance.ProductVersion;
import org.rank1.provenance.Provenance;
import org.rank1.schedule.Schedule;
import org.rank1.training.FilterParameterization;
import org.rank1.training.OptimizerFactory;
import org.rank1.training.ParameterGroup;
import org.rank1.training.TrainingHook;

/**
 * The training loop, to be read from top to bottom: for each epoch a new order, for each batch
 * forward, loss, backward, update, hooks, and now and then a look at the loss; then the evaluation.
 * Between these looks nothing waits for the device.
 */
public final class TrainingLoop implements AutoCloseable {
  /** With a momentum of 0.9 the statistics from before weigh 1.5 % after so many batches. */
  private static final int REFRESHING_BATCHES = 40;

  private final TrainingPlan plan;
  private final NDManager manager;
  private final RandomGenerator orders;
  private final @Nullable ExecutorService worker;
  private Learner learner;
  private long step;
  private int epoch;

  /**
   * Initializes network and optimizer.
   *
   * @param base a manager on the device to train on; what the loop makes is freed by {@link #close}
   */
  public TrainingLoop(TrainingPlan plan, NDManager base) {
    this.plan = plan;
    this.manager = base.newSubManager();
    SplittableRandom seeds = new SplittableRandom(plan.seed());
    this.learner =
        Learner.drawn(
            plan.network(), plan.parameterizations(), plan.optimizer(), manager, seeds.split());
    plan.start().ifPresent(learner.network()::load);
    this.orders = seeds.split();
    manager.getEngine().setRandomSeed(Math.floorMod(seeds.nextLong(), Integer.MAX_VALUE));
    this.worker =
        plan.prepareAhead() ? Executors.newSingleThreadExecutor(TrainingLoop::preparing) : null;
  }

  private static Thread preparing(Runnable preparation) {
    Thread thread = new Thread(preparation, "rank1-batches");
    thread.setDaemon(true);
    return thread;
  }

  /** Where the network learns. */
  public Device device() {
    return manager.getDevice();
  }

  /**
   * Trains all epochs.
   *
   * @return the results of the epochs, or of the untrained network if there are none
   * @throws TrainingException if the loss is not finite
   */
  public List<EpochResult> run(TrainingObserver observer) {
    Hooks hooks = new Hooks(observer);
    List<EpochResult> results = new ArrayList<>();
    if (epoch == 0) {
      hooks.forEach(hook -> hook.atStart(hooks, plan.epochs()));
    }
    while (epoch < plan.epochs()) {
      results.add(epoch(observer, hooks));
      observer.epoch(results.get(results.size() - 1));
    }
    return results;
  }

  private EpochResult epoch(TrainingObserver observer, Hooks hooks) {
    long begin = System.nanoTime();
    ImageSet train = plan.data().train();
    int[] order = Shuffle.permutation(train.count(), orders);
    Batches batches = new Batches(train, plan.data().input(), order, plan.batchSize());
    double factor = 0;
    double meanLoss = 0;
    try (LossSum losses = new LossSum(manager);
        BatchFeed feed = new BatchFeed(batches, worker)) {
      for (int batch = 1; batch <= batches.count(); batch++) {
        factor = plan.schedule().factor(moment());
        try {
          step(feed.next(), factor, losses);
          step++;
          hooks.forEach(hook -> hook.afterStep(hooks));
        } catch (IllegalArgumentException e) {
          requireFinite(losses.read()); // which is what an optimizer or a hook may have choked on
          throw e;
        }
        if (batch == batches.count() || losses.isDue(plan.readEvery())) {
          LossSum.Reading reading = requireFinite(losses.read());
          meanLoss = reading.sum() / reading.images();
          observer.step(epoch + 1, reading.images(), train.count(), reading.mean());
        }
      }
    }
    epoch++;
    hooks.forEach(hook -> hook.afterEpoch(hooks));
    if (epoch == plan.epochs()) {
      hooks.forEach(hook -> hook.atEnd(hooks));
    }
    if (plan.hooks().stream().anyMatch(TrainingHook::changesOutputs)) {
      refreshStatistics(batches);
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    Evaluation.Score test = evaluate(plan.data().test());
    return new EpochResult(epoch, meanLoss, test.loss(), test.accuracy(), factor, seconds);
  }

  private Schedule.Moment moment() {
    return new Schedule.Moment(
        step, plan.stepsPerEpoch(), (long) plan.epochs() * plan.stepsPerEpoch());
  }

  private void step(BatchBuffer batch, double factor, LossSum losses) {
    try (NDManager scope = manager.newSubManager()) {
      try (GradientCollector gradients = manager.getEngine().newGradientCollector()) {
        NDArray logits = learner.network().forward(batch.images(scope), true);
        NDArray mean = Losses.softmaxCrossEntropy(logits, batch.labels(scope));
        gradients.backward(mean);
        losses.add(mean, batch.count());
      }
      learner.optimizer().step(factor);
    }
  }

  /**
   * Lets batch norms forget the statistics of kernels that a hook has changed since: forward passes
   * over training images, without learning.
   */
  private void refreshStatistics(Batches batches) {
    try (BatchFeed feed = new BatchFeed(batches, worker)) {
      for (int batch = 0; batch < Math.min(REFRESHING_BATCHES, batches.count()); batch++) {
        BatchBuffer next = feed.next();
        try (NDManager scope = manager.newSubManager()) {
          NDArray images = next.images(scope);
          GradientMode.unrecorded(() -> learner.network().forward(images, true));
        }
      }
    }
  }

  private LossSum.Reading requireFinite(LossSum.Reading reading) {
    if (reading.isFinite()) {
      return reading;
    }
    String where =
        learner
            .network()
            .firstNonFiniteLayer()
            .map(path -> "the first weights that are not finite are \"" + path + "\"")
            .orElse("all weights are still finite");
    throw new TrainingException(
        "The loss became %s in epoch %d at step%s; %s. A smaller optimizer.learningRate may help."
            .formatted(
                Double.isNaN(reading.mean()) ? "NaN" : reading.mean(),
                epoch + 1,
                reading.steps(),
                where));
  }

  /** Loss and accuracy in inference mode. */
  public Evaluation.Score evaluate(ImageSet images) {
    return new Evaluation(learner.network(), manager, worker).score(images, plan.data().input());
  }

  /** An engine-free copy of what was learned. */
  public NetworkSnapshot snapshot(Provenance provenance) {
    return learner.network().snapshot(plan.data().input(), provenance);
  }

  /** Frees everything on the device and ends the thread that prepares batches. */
  @Override
  public void close() {
    if (worker != null) {
      worker.shutdownNow();
    }
    manager.close();
  }

  /** The hooks, and what they see. */
  private final class Hooks implements TrainingHook.Context, TrainingHook.Forms {
    private final TrainingObserver observer;

    Hooks(TrainingObserver observer) {
      this.observer = observer;
    }

    void forEach(Consumer<TrainingHook> action) {
      plan.hooks().forEach(action);
    }

    @Override
    public NetworkSpec network() {
      return learner.network().spec();
    }

    @Override
    public List<ParameterGroup> groups() {
      return learner.network().groups();
    }

    @Override
    public OptimizerFactory.Optimizer optimizer() {
      return learner.optimizer();
    }

    @Override
    public long step() {
      return step;
    }

    @Override
    public int epoch() {
      return epoch;
    }

    @Override
    public double progress() {
      return (double) step / ((long) plan.epochs() * plan.stepsPerEpoch());
    }

    @Override
    public Optional<TrainingHook.Forms> forms() {
      return Optional.of(this);
    }

    @Override
    public FilterParameterization asked(LayerSpec.Convolution layer) {
      return plan.parameterizations().apply(layer);
    }

    @Override
    public List<KernelDecomposer> decomposers() {
      return plan.decomposers();
    }

    @Override
    public Map<String, Double> change(
        Function<LayerSpec.Convolution, FilterParameterization> parameterizations) {
      NetworkSpec target =
          network().mapConvolutions(c -> c.withForm(parameterizations.apply(c).form()));
      Provenance here =
          new Provenance(ProductVersion.current(), "", plan.seed(), plan.data().name(), Map.of());
      FormConversion.Result reformed = FormConversion.into(snapshot(here), target, decomposers());
      learner.close();
      learner =
          Learner.of(
              reformed.snapshot(),
              parameterizations,
              plan.optimizer(),
              manager,
              new SplittableRandom(plan.seed()));
      return reformed.relativeErrors();
    }

    @Override
    public void record(Measurement measurement) {
      observer.measured(measurement);
    }
  }
}
