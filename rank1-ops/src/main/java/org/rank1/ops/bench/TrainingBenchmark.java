package org.rank1.ops.bench;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.rank1.filter.form.DenseForm;
import org.rank1.filter.form.Rank1Form;
import org.rank1.ops.device.Engines;
import org.rank1.ops.optimizer.MomentumOptions;
import org.rank1.ops.optimizer.Sgd;
import org.rank1.ops.parameterization.Execution;
import org.rank1.ops.parameterization.FormParameterization;
import org.rank1.ops.parameterization.Initializer;
import org.rank1.training.FilterParameterization;

/**
 * Whole training steps of dense and of rank-1 convolutions, interleaved in one run. All sides share
 * every line but the convolution and, for the dense one, the layout.
 */
public final class TrainingBenchmark {
  private static final int WARM_UP = 2;

  private final int batch;
  private final int rounds;

  /**
   * As configured.
   *
   * @param batch images in a step
   * @param rounds steps of every side that are timed
   */
  public TrainingBenchmark(int batch, int rounds) {
    if (batch < 1 || batch > 4096) {
      throw new IllegalArgumentException("illegal batch " + batch + ", must be within [1, 4096]");
    }
    if (rounds < 1 || rounds > 1000) {
      throw new IllegalArgumentException("illegal rounds " + rounds + ", must be within [1, 1000]");
    }
    this.batch = batch;
    this.rounds = rounds;
  }

  /**
   * Measures every shape.
   *
   * @param device {@code auto}, {@code cpu} or {@code gpu:N}
   * @param threads within an operation
   * @throws org.rank1.io.InvalidInputException if the device is not there
   */
  public List<TrainingSpeed> run(String device, int threads, Consumer<TrainingSpeed> progress) {
    List<TrainingSpeed> speeds = new ArrayList<>();
    try (NDManager manager = Engines.open(device, threads, 1)) {
      for (TrainingShape shape : TrainingShape.ALL) {
        TrainingSpeed speed = measure(shape, manager);
        speeds.add(speed);
        progress.accept(speed);
      }
    }
    return speeds;
  }

  private TrainingSpeed measure(TrainingShape shape, NDManager manager) {
    FilterParameterization dense =
        new FormParameterization(new DenseForm(), Initializer.HE, Execution.COMPOSED);
    Map<String, double[]> seconds = new LinkedHashMap<>();
    try (TrainingSide nchw = side(shape, dense, false, manager);
        TrainingSide last = side(shape, dense, true, manager);
        TrainingSide composed = side(shape, rank1(Execution.COMPOSED), true, manager);
        TrainingSide rank1 = side(shape, rank1(Execution.AUTO), true, manager)) {
      Map<String, TrainingSide> sides = new LinkedHashMap<>();
      sides.put("denseNchw", nchw);
      sides.put("denseChannelsLast", last);
      sides.put("composed", composed);
      sides.put("rank1", rank1);
      for (int round = -WARM_UP; round < rounds; round++) {
        for (Map.Entry<String, TrainingSide> side : sides.entrySet()) {
          double taken = side.getValue().step();
          if (round >= 0) {
            seconds.computeIfAbsent(side.getKey(), name -> new double[rounds])[round] = taken;
          }
        }
      }
    }
    return new TrainingSpeed(
        shape.name(),
        speed(seconds, "denseNchw"),
        speed(seconds, "denseChannelsLast"),
        speed(seconds, "composed"),
        speed(seconds, "rank1"));
  }

  private TrainingSide side(
      TrainingShape shape, FilterParameterization convolution, boolean last, NDManager manager) {
    return new TrainingSide(
        shape, convolution, new Sgd(new MomentumOptions()), last, batch, manager);
  }

  private static FilterParameterization rank1(Execution execution) {
    return new FormParameterization(new Rank1Form(), Initializer.HE, execution);
  }

  private double speed(Map<String, double[]> seconds, String side) {
    double[] sorted = seconds.getOrDefault(side, new double[] {Double.NaN}).clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return batch / median;
  }
}
