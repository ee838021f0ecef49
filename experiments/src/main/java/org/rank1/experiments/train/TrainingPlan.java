package org.rank1.experiments.train;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.rank1.data.ImageDataset;
import org.rank1.network.LayerSpec;
import org.rank1.network.NetworkSnapshot;
import org.rank1.network.NetworkSpec;
import org.rank1.schedule.Schedule;
import org.rank1.training.FilterParameterization;
import org.rank1.training.OptimizerFactory;
import org.rank1.training.TrainingHook;

/**
 * Everything a training run is made of, resolved.
 *
 * @param data images to learn from and to measure on
 * @param network what is trained
 * @param parameterizations how each convolution starts and runs
 * @param start a snapshot of the network to start from, instead of random factors
 * @param optimizer makes the optimizer
 * @param schedule the factor on its learning rate
 * @param hooks act between steps, in this order
 * @param epochs passes over the training images, at least 0
 * @param batchSize images per step, at least 1
 * @param seed of initialization and order
 */
public record TrainingPlan(
    ImageDataset data,
    NetworkSpec network,
    Function<LayerSpec.Convolution, FilterParameterization> parameterizations,
    Optional<NetworkSnapshot> start,
    OptimizerFactory optimizer,
    Schedule schedule,
    List<TrainingHook> hooks,
    int epochs,
    int batchSize,
    long seed) {

  /** Steps in one epoch. */
  public int stepsPerEpoch() {
    return Batches.count(data.train().count(), batchSize);
  }
}
