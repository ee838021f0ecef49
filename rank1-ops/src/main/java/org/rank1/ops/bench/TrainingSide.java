package org.rank1.ops.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.SplittableRandom;
import org.rank1.network.NetworkSpec;
import org.rank1.ops.network.Losses;
import org.rank1.ops.network.TrainingNetwork;
import org.rank1.training.FilterParameterization;
import org.rank1.training.OptimizerFactory;

/** One of the sides that are compared: a network, its optimizer and a batch that stays. */
final class TrainingSide implements AutoCloseable {
  private final NDManager manager;
  private final TrainingNetwork network;
  private final OptimizerFactory.Optimizer optimizer;
  private final NDArray images;
  private final NDArray labels;
  private final boolean channelsLast;

  TrainingSide(
      TrainingShape shape,
      FilterParameterization convolution,
      OptimizerFactory optimizer,
      boolean channelsLast,
      int batch,
      NDManager base) {
    this.manager = base.newSubManager();
    this.channelsLast = channelsLast;
    NetworkSpec spec = shape.network(convolution.form());
    this.network =
        new TrainingNetwork(spec, layer -> convolution, manager, new SplittableRandom(1));
    this.optimizer = optimizer.create(network.groups(), manager);
    long side = shape.size();
    Shape stored =
        channelsLast
            ? new Shape(batch, side, side, shape.channels())
            : new Shape(batch, shape.channels(), side, side);
    this.images = manager.randomNormal(stored);
    this.labels = manager.zeros(new Shape(batch));
  }

  /** Forward, loss, backward, update; returns the seconds. */
  double step() {
    long begin = System.nanoTime();
    try (NDManager scope = manager.newSubManager()) {
      try (GradientCollector gradients = manager.getEngine().newGradientCollector()) {
        NDArray batch =
            channelsLast ? images.transpose(0, 3, 1, 2) : images.reshape(images.getShape());
        batch.attach(scope);
        NDArray loss = Losses.softmaxCrossEntropy(network.forward(batch, true), labels);
        gradients.backward(loss);
        loss.getFloat(); // waits for the device
      }
      optimizer.step(1);
    }
    return (System.nanoTime() - begin) / 1e9;
  }

  @Override
  public void close() {
    manager.close();
  }
}
