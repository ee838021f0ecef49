package org.rank1.ops.hook;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.rank1.network.LayerSpec;
import org.rank1.ops.segre.Gauge;
import org.rank1.ops.segre.RankOneFilters;
import org.rank1.training.Cadence;
import org.rank1.training.ParameterGroup;
import org.rank1.training.ProjectOptions.OptimizerState;
import org.rank1.training.TrainingHook;

/**
 * Gives all factors of a filter the same norm, now and then and at the end of training, in every
 * layer whose filters are outer products of their factors. The filters stay the same up to
 * rounding; what changes is how fast each factor learns, as the gradient of one is proportional to
 * the norms of the others.
 *
 * <p>What the optimizer has accumulated for a factor belongs to the factor's old norm. Kept, it is
 * off by the ratio of the norms, which is close to 1 where balancing is frequent; forgotten, the
 * optimizer starts anew at each balancing. An optimizer without state, such as {@code sgd} or
 * {@code riemannian-sgd}, has nothing to lose.
 */
public final class BalanceHook implements TrainingHook {
  private final Cadence cadence;
  private final boolean reset;

  /** Which factors each layer's filters are made of; empty where they are no outer products. */
  private final Map<LayerSpec, List<String>> factors = new HashMap<>();

  /** Takes its options. */
  public BalanceHook(BalanceOptions options) {
    this.cadence = options.cadence();
    this.reset = options.optimizerState() == OptimizerState.RESET;
  }

  @Override
  public boolean changesOutputs() {
    return false;
  }

  @Override
  public void afterStep(Context context) {
    if (cadence.includes(Cadence.Unit.STEP, context.step())) {
      balanceInPlace(context);
    }
  }

  @Override
  public void afterEpoch(Context context) {
    if (cadence.includes(Cadence.Unit.EPOCH, context.epoch())) {
      balanceInPlace(context);
    }
  }

  @Override
  public void atEnd(Context context) {
    balanceInPlace(context);
  }

  private void balanceInPlace(Context context) {
    for (ParameterGroup group : context.groups()) {
      List<String> roles =
          factors.computeIfAbsent(
              group.layer(),
              layer ->
                  RankOneFilters.of(group)
                      .map(filters -> List.copyOf(filters.factors().keySet()))
                      .orElse(List.of()));
      if (!roles.isEmpty()) {
        Gauge.balanceInPlace(roles.stream().map(role -> group.tensors().get(role)).toList());
        if (reset) {
          roles.forEach(role -> context.optimizer().resetState(group.path(role)));
        }
      }
    }
  }
}
