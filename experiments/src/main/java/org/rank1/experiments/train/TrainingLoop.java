package org.rank1.experiments.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.rank1.data.ImageSet;
import org.rank1.network.NetworkSnapshot;
import org.rank1.network.NetworkSpec;
import org.rank1.ops.network.Losses;
import org.rank1.ops.network.TrainingNetwork;
import org.rank1.ops.tensor.GradientMode;
import org.rank1.provenance.Provenance;
import org.rank1.schedule.Schedule;
import org.rank1.training.OptimizerFactory;
import org.rank1.training.ParameterGroup;
import org.rank1.training.TrainingHook;

/**
 * The training loop, to be read from top to bottom: for each epoch a new order, for each batch
 * forward, loss, backward, update, hooks; then the evaluation.
 */
public final class TrainingLoop implements AutoCloseable {
  /** With a momentum of 0.9 the statistics from before weigh 1.5 % after so many batches. */
  private static final int REFRESHING_BATCHES = 40;

  private final TrainingPlan plan;
  private final NDManager manager;
  private final TrainingNetwork network;
  private final OptimizerFactory.Optimizer optimizer;
  private final RandomGenerator orders;
  private final Evaluation evaluation;
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
    this.network =
        new TrainingNetwork(plan.network(), plan.parameterizations(), manager, seeds.split());
    plan.start().ifPresent(network::load);
    this.orders = seeds.split();
    manager.getEngine().setRandomSeed(Math.floorMod(seeds.nextLong(), Integer.MAX_VALUE));
    this.optimizer = plan.optimizer().create(network.groups(), manager);
    this.evaluation = new Evaluation(network, manager);
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
    List<EpochResult> results = new ArrayList<>();
    while (epoch < plan.epochs()) {
      results.add(epoch(observer));
      observer.epoch(results.get(results.size() - 1));
    }
    return results;
  }

  private EpochResult epoch(TrainingObserver observer) {
    long begin = System.nanoTime();
    ImageSet train = plan.data().train();
    int[] order = Shuffle.permutation(train.count(), orders);
    Batches batches = new Batches(train, plan.data().input(), order, plan.batchSize());
    double lossSum = 0;
    double factor = 0;
    int seen = 0;
    for (int batch = 0; batch < batches.count(); batch++) {
      factor =
          plan.schedule()
              .factor(
                  new Schedule.Moment(
                      step, plan.stepsPerEpoch(), (long) plan.epochs() * plan.stepsPerEpoch()));
      double loss = step(batches, batch, factor);
      step++;
      seen += batches.size(batch);
      lossSum += loss * batches.size(batch);
      forEachHook(hook -> hook.afterStep(new HookContext()));
      observer.step(epoch + 1, seen, train.count(), loss);
    }
    epoch++;
    forEachHook(hook -> hook.afterEpoch(new HookContext()));
    if (epoch == plan.epochs()) {
      forEachHook(hook -> hook.atEnd(new HookContext()));
    }
    if (plan.hooks().stream().anyMatch(TrainingHook::changesOutputs)) {
      refreshStatistics(batches);
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    Evaluation.Score test = evaluate(plan.data().test());
    return new EpochResult(epoch, lossSum / seen, test.loss(), test.accuracy(), factor, seconds);
  }

  /**
   * Lets batch norms forget the statistics of kernels that a hook has changed since: forward passes
   * over training images, without learning.
   */
  private void refreshStatistics(Batches batches) {
    for (int batch = 0; batch < Math.min(REFRESHING_BATCHES, batches.count()); batch++) {
      try (NDManager scope = manager.newSubManager()) {
        NDArray images = batches.images(batch, scope);
        GradientMode.unrecorded(() -> network.forward(images, true));
      }
    }
  }

  private double step(Batches batches, int batch, double factor) {
    try (NDManager scope = manager.newSubManager()) {
      double loss;
      try (GradientCollector gradients = manager.getEngine().newGradientCollector()) {
        NDArray logits = network.forward(batches.images(batch, scope), true);
        NDArray mean = Losses.softmaxCrossEntropy(logits, batches.labels(batch, scope));
        gradients.backward(mean);
        loss = mean.getFloat();
      }
      if (!Double.isFinite(loss)) {
        throw diverged(loss, batch);
      }
      optimizer.step(factor);
      return loss;
    }
  }

  private TrainingException diverged(double loss, int batch) {
    String where =
        network
            .firstNonFiniteLayer()
            .map(path -> "the first weights that are not finite are \"" + path + "\"")
            .orElse("all weights are still finite");
    return new TrainingException(
        "The loss became %s in epoch %d at step %d; %s. A smaller optimizer.learningRate may help."
            .formatted(loss, epoch + 1, batch + 1, where));
  }

  private void forEachHook(Consumer<TrainingHook> action) {
    plan.hooks().forEach(action);
  }

  /** Loss and accuracy in inference mode. */
  public Evaluation.Score evaluate(ImageSet images) {
    return evaluation.score(images, plan.data().input());
  }

  /** An engine-free copy of what was learned. */
  public NetworkSnapshot snapshot(Provenance provenance) {
    return network.snapshot(plan.data().input(), provenance);
  }

  /** Frees everything on the device. */
  @Override
  public void close() {
    manager.close();
  }

  private final class HookContext implements TrainingHook.Context {
    @Override
    public NetworkSpec network() {
      return plan.network();
    }

    @Override
    public List<ParameterGroup> groups() {
      return network.groups();
    }

    @Override
    public OptimizerFactory.Optimizer optimizer() {
      return optimizer;
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
  }
}
