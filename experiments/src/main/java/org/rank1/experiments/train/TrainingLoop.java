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
  /** After so many batches statistics from before weigh 1.5 %, at a momentum of 0.9. */
  private static final int REFRESHING_BATCHES = 40;

  private final TrainingPlan plan;
  private final NDManager manager;
  private final Seeds seeds;
  private final LossSum losses;
  private final @Nullable ExecutorService worker;
  private final List<EpochResult> results = new ArrayList<>();
  private Learner learner;
  private long step;
  private int epoch;
  private int batch;
  private double secondsBefore;
  private long epochBegan = System.nanoTime();

  /** Is asked between two steps, when the loop's {@link #state} can be taken. */
  interface Pause {
    /** After a step and what the hooks make of it. */
    void afterStep(TrainingLoop loop);

    /** After an epoch and its evaluation. */
    void afterEpoch(TrainingLoop loop);
  }

  /**
   * Initializes network and optimizer.
   *
   * @param base a manager on the device to train on; what the loop makes is freed by {@link #close}
   */
  public TrainingLoop(TrainingPlan plan, NDManager base) {
    this.plan = plan;
    this.manager = base.newSubManager();
    this.seeds = new Seeds(plan.seed());
    this.learner =
        Learner.drawn(
            plan.network(), plan.parameterizations(), plan.optimizer(), manager, seeds.start());
    plan.start().ifPresent(learner.network()::load);
    this.losses = new LossSum(manager);
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
   * Lets the hooks act before the first step.
   *
   * @throws org.rank1.io.InvalidInputException if a hook does not fit the run
   */
  public void begin(TrainingObserver observer) {
    Hooks hooks = new Hooks(observer);
    hooks.forEach(hook -> hook.atStart(hooks, plan.epochs()));
  }

  /**
   * Instead of {@link #begin}: goes on where another loop with an equal plan, but perhaps another
   * number of epochs, was.
   *
   * @throws IllegalArgumentException if the state does not fit the plan
   */
  void restore(TrainingState state, TrainingObserver observer) {
    if (state.hooks().size() != plan.hooks().size()) {
      throw new IllegalArgumentException(
          "state of %d hooks for %d".formatted(state.hooks().size(), plan.hooks().size()));
    }
    Progress progress = state.progress();
    step = progress.step();
    epoch = progress.epoch();
    batch = progress.batch();
    secondsBefore = progress.seconds();
    results.addAll(progress.results());
    losses.restore(progress.losses());
    Hooks hooks = new Hooks(observer);
    try (NDManager scratch = manager.newSubManager()) {
      for (int i = 0; i < plan.hooks().size(); i++) {
        plan.hooks()
            .get(i)
            .restore(hooks, plan.epochs(), SavedArray.all(state.hooks().get(i), scratch));
      }
      learner.network().load(state.network());
      learner.optimizer().restore(SavedArray.all(state.optimizer(), scratch));
    }
  }

  /** A copy of where training is. */
  TrainingState state(Provenance provenance) {
    try (NDManager scratch = manager.newSubManager()) {
      return new TrainingState(
          new Progress(step, epoch, batch, losses.saved(), batch == 0 ? 0 : seconds(), results),
          snapshot(provenance),
          SavedArray.all(learner.optimizer().state(scratch)),
          plan.hooks().stream().map(hook -> SavedArray.all(hook.state(scratch))).toList());
    }
  }

  private double seconds() {
    return secondsBefore + (System.nanoTime() - epochBegan) / 1e9;
  }

  /** Steps done. */
  long step() {
    return step;
  }

  /** Epochs done, their end included. */
  int epoch() {
    return epoch;
  }

  /** What the epochs done came to. */
  List<EpochResult> results() {
    return List.copyOf(results);
  }

  /**
   * Trains all epochs that are left.
   *
   * @param pause asked after each step and epoch; what it throws ends training
   * @return the results of all epochs
   * @throws TrainingException if the loss is not finite
   */
  List<EpochResult> run(TrainingObserver observer, Pause pause) {
    Hooks hooks = new Hooks(observer);
    while (epoch < plan.epochs()) {
      EpochResult result = epoch(observer, hooks, pause);
      results.add(result);
      observer.epoch(result);
      pause.afterEpoch(this);
    }
    return results();
  }

  private EpochResult epoch(TrainingObserver observer, Hooks hooks, Pause pause) {
    epochBegan = System.nanoTime();
    ImageSet train = plan.data().train();
    int[] order = seeds.order(epoch, train.count());
    Batches batches = new Batches(train, plan.data().input(), order, plan.batchSize());
    try (BatchFeed feed = new BatchFeed(batches, batch, worker)) {
      while (batch < batches.count()) {
        try {
          step(feed.next());
          step++;
          batch++;
          hooks.forEach(hook -> hook.afterStep(hooks));
        } catch (IllegalArgumentException e) {
          requireFinite(losses.read()); // which is what an optimizer or a hook may have choked on
          throw e;
        }
        if (batch == batches.count() || losses.isDue(plan.readEvery())) {
          LossSum.Reading reading = requireFinite(losses.read());
          observer.step(result(reading));
        }
        pause.afterStep(this);
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
    LossSum.Reading trained = losses.last();
    double seconds = seconds();
    Evaluation.Score test = evaluate(plan.data().test());
    batch = 0;
    losses.reset();
    secondsBefore = 0;
    return new EpochResult(
        epoch,
        trained.sum() / trained.images(),
        test.loss(),
        test.accuracy(),
        plan.schedule().factor(moment(step - 1)),
        seconds);
  }

  private StepResult result(LossSum.Reading reading) {
    return new StepResult(
        step,
        epoch + 1,
        plan.epochs(),
        reading.images(),
        plan.data().train().count(),
        reading.mean(),
        plan.schedule().factor(moment(step - 1)),
        seconds());
  }

  private Schedule.Moment moment(long ofStep) {
    return new Schedule.Moment(
        ofStep, plan.stepsPerEpoch(), (long) plan.epochs() * plan.stepsPerEpoch());
  }

  private void step(BatchBuffer images) {
    manager.getEngine().setRandomSeed(seeds.step(step));
    try (NDManager scope = manager.newSubManager()) {
      try (GradientCollector gradients = manager.getEngine().newGradientCollector()) {
        NDArray logits = learner.network().forward(images.images(scope), true);
        NDArray mean = Losses.softmaxCrossEntropy(logits, images.labels(scope));
        gradients.backward(mean);
        losses.add(mean, images.count());
      }
      learner.optimizer().step(plan.schedule().factor(moment(step)));
    }
  }

  /**
   * Lets batch norms forget the statistics of kernels that a hook has changed since: forward passes
   * over training images, without learning.
   */
  private void refreshStatistics(Batches batches) {
    manager.getEngine().setRandomSeed(seeds.refresh(epoch));
    try (BatchFeed feed = new BatchFeed(batches, worker)) {
      for (int i = 0; i < Math.min(REFRESHING_BATCHES, batches.count()); i++) {
        BatchBuffer next = feed.next();
        try (NDManager scope = manager.newSubManager()) {
          NDArray images = next.images(scope);
          GradientMode.unrecorded(() -> learner.network().forward(images, true));
        }
      }
    }
  }

  private LossSum.Reading requireFinite(LossSum.Reading reading) {
    if (reading.finite()) {
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
