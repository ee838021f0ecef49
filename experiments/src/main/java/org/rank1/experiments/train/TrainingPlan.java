package org.rank1.experiments.train;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.rank1.data.ImageDataset;
import org.rank1.filter.KernelDecomposer;
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
 * @param decomposers take kernels apart where a hook changes forms, in the order of preference
 * @param start a snapshot of the network to start from, instead of random factors
 * @param optimizer makes the optimizer
 * @param schedule the factor on its learning rate
 * @param hooks act between steps, in this order
 * @param epochs passes over the training images, at least 0
 * @param batchSize images per step, at least 1
 * @param seed of initialization and order
 * @param readEvery after how many steps the loss is read from the device, at least 1; changes
 *     nothing else
 * @param prepareAhead whether a thread of its own prepares batches while others are computed with;
 *     changes nothing else
 */
public record TrainingPlan(
    ImageDataset data,
    NetworkSpec network,
    Function<LayerSpec.Convolution, FilterParameterization> parameterizations,
    List<KernelDecomposer> decomposers,
    Optional<NetworkSnapshot> start,
    OptimizerFactory optimizer,
    Schedule schedule,
    List<TrainingHook> hooks,
    int epochs,
    int batchSize,
    long seed,
    int readEvery,
    boolean prepareAhead) {

  /** Steps in one epoch. */
  public int stepsPerEpoch() {
    return Batches.count(data.train().count(), batchSize);
  }
}
