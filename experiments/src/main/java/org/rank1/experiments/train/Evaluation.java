package org.rank1.experiments.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.concurrent.ExecutorService;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.rank1.data.ImageSet;
import org.rank1.network.InputContract;
import org.rank1.ops.network.Losses;
import org.rank1.ops.network.TrainingNetwork;

/** Measures a network in inference mode. */
public final class Evaluation {
  private static final int BATCH = 250;

  /**
   * How well a network does.
   *
   * @param loss mean loss
   * @param accuracy share of images classified right, in [0, 1]
   */
  public record Score(double loss, double accuracy) {}

  private final TrainingNetwork network;
  private final NDManager manager;
  private final @Nullable ExecutorService worker;

  /**
   * Evaluates a network.
   *
   * @param worker prepares batches ahead, or null
   */
  Evaluation(TrainingNetwork network, NDManager manager, @Nullable ExecutorService worker) {
    this.network = network;
    this.manager = manager;
    this.worker = worker;
  }

  Score score(ImageSet images, InputContract contract) {
    int[] order = IntStream.range(0, images.count()).toArray();
    Batches batches = new Batches(images, contract, order, BATCH);
    double lossSum = 0;
    long right = 0;
    try (BatchFeed feed = new BatchFeed(batches, worker)) {
      for (int i = 0; i < batches.count(); i++) {
        BatchBuffer batch = feed.next();
        try (NDManager scope = manager.newSubManager()) {
          NDArray logits = network.forward(batch.images(scope), false);
          NDArray labels = batch.labels(scope);
          lossSum += Losses.softmaxCrossEntropy(logits, labels).getFloat() * (double) batch.count();
          right += logits.argMax(1).eq(labels).countNonzero().getLong();
        }
      }
    }
    return new Score(lossSum / images.count(), (double) right / images.count());
  }
}
