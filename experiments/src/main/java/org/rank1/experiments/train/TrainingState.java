package org.rank1.experiments.train;

import java.util.List;
import java.util.Map;
import org.rank1.network.NetworkSnapshot;

/**
 * All that a training needs to go on to the same bits, between two steps. Orders and seeds are not
 * in it: they follow from the run's seed and from how far it is.
 *
 * @param progress how far it is
 * @param network every tensor of the network: factors, biases, statistics of batch norms, in the
 *     forms that the convolutions have at that moment
 * @param optimizer what the optimizer has accumulated
 * @param hooks what each hook remembers, in their order
 */
record TrainingState(
    Progress progress,
    NetworkSnapshot network,
    Map<String, SavedArray> optimizer,
    List<Map<String, SavedArray>> hooks) {}
