package org.rank1.ops.hook;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.form.DenseForm;
import org.rank1.network.LayerSpec;
import org.rank1.ops.tensor.GradientMode;
import org.rank1.ops.tensor.Tensors;
import org.rank1.training.Cadence;
import org.rank1.training.KernelProjection;
import org.rank1.training.ParameterGroup;
import org.rank1.training.ProjectOptions;
import org.rank1.training.TrainingHook;

/**
 * Projects the kernels of all convolutions of form {@code dense} now and then, or moves them
 * towards their projection where the projection says so, and projects them as the last act of
 * training (Kim, Yoon, Jeong, Lee 2018 in the literal reading: the filters are "updated by both the
 * gradient flow and the outer product of the 1-D filters in every epoch"). Convolutions of other
 * forms, and biases, are left alone.
 *
 * <p>What the optimizer has accumulated for a kernel is not projected with it: kept, it goes on to
 * push along the gradients of the unprojected kernel; forgotten, the optimizer never builds up what
 * it would between frequent projections. Kept unless asked otherwise, for the measurement in
 * docs/decisions/004-projection-keeps-optimizer-state.md. The running statistics of batch norms are
 * left alone too: they describe the kernels before the projection until further steps move them.
 */
public final class ProjectHook implements TrainingHook {
  private static final String PROJECTED_AT = "projectedAt";
  private static final String MEAN = "mean";
  private static final String WORST = "worst";
  private static final String WORST_LAYER = "worstLayer";

  private final KernelProjection projection;
  private final Cadence cadence;
  private final boolean reset;
  private Optional<ProjectionErrors> errors = Optional.empty();
  private int worstIndex = -1;
  private long projectedAt = -1;

  /** Takes a projection, and when to use it. */
  public ProjectHook(KernelProjection projection, ProjectOptions options) {
    this.projection = projection;
    this.cadence = options.cadence();
    this.reset = options.optimizerState() == ProjectOptions.OptimizerState.RESET;
  }

  /**
   * The errors of the last projection that followed a step; empty before the first one, and where
   * no convolution is dense. The projection at the end of training finds kernels that the last
   * epoch's end may have projected already, and then does not count.
   */
  public Optional<ProjectionErrors> errors() {
    return errors;
  }

  /**
   * The layer with the largest error stands in it as its place in the network, -1 for no errors.
   */
  @Override
  public Map<String, NDArray> state(NDManager owner) {
    return Map.of(
        PROJECTED_AT,
        owner.create(projectedAt),
        MEAN,
        owner.create(errors.map(ProjectionErrors::mean).orElse(0.0)),
        WORST,
        owner.create(errors.map(ProjectionErrors::worst).orElse(0.0)),
        WORST_LAYER,
        owner.create(errors.isPresent() ? worstIndex : -1L));
  }

  @Override
  public void restore(Context context, int epochs, Map<String, NDArray> state) {
    HookState saved = HookState.of(state, PROJECTED_AT, MEAN, WORST, WORST_LAYER);
    projectedAt = saved.getLong(PROJECTED_AT);
    worstIndex = (int) saved.getLong(WORST_LAYER);
    errors =
        worstIndex < 0
            ? Optional.empty()
            : Optional.of(
                new ProjectionErrors(
                    saved.getDouble(MEAN),
                    saved.getDouble(WORST),
                    context.groups().get(worstIndex).layer().name()));
  }

  @Override
  public void afterStep(Context context) {
    if (cadence.includes(Cadence.Unit.STEP, context.step())) {
      actInPlace(context, (conv, kernel) -> approach(context, conv, kernel));
    }
  }

  @Override
  public void afterEpoch(Context context) {
    if (cadence.includes(Cadence.Unit.EPOCH, context.epoch())) {
      actInPlace(context, (conv, kernel) -> approach(context, conv, kernel));
    }
  }

  @Override
  public void atEnd(Context context) {
    actInPlace(context, projection::project);
  }

  private NDArray approach(Context context, ConvSpec conv, NDArray kernel) {
    return projection.approach(conv, kernel, context.progress());
  }

  private void actInPlace(Context context, BiFunction<ConvSpec, NDArray, NDArray> move) {
    int projected = 0;
    double sum = 0;
    double worst = 0;
    int worstAt = 0;
    List<ParameterGroup> groups = context.groups();
    for (int i = 0; i < groups.size(); i++) {
      ParameterGroup group = groups.get(i);
      NDArray kernel = group.tensors().get(DenseForm.KERNEL);
      if (group.layer() instanceof LayerSpec.Convolution layer
          && layer.form().equals(new DenseForm())
          && kernel != null) {
        double error = moveInPlace(context.network().convSpec(layer), kernel, move);
        if (reset) {
          context.optimizer().resetState(group.path(DenseForm.KERNEL));
        }
        sum += error;
        if (projected++ == 0 || error > worst) {
          worst = error;
          worstAt = i;
        }
      }
    }
    if (projected > 0 && context.step() != projectedAt) {
      worstIndex = worstAt;
      errors =
          Optional.of(
              new ProjectionErrors(sum / projected, worst, groups.get(worstAt).layer().name()));
    }
    projectedAt = context.step();
  }

  private static double moveInPlace(
      ConvSpec conv, NDArray kernel, BiFunction<ConvSpec, NDArray, NDArray> move) {
    return GradientMode.unrecorded(
        () -> {
          try (NDManager scratch = kernel.getManager().newSubManager()) {
            NDArray nearest = move.apply(conv, kernel);
            nearest.attach(scratch);
            double error = relativeError(kernel, nearest, scratch);
            Tensors.assignInPlace(kernel, nearest);
            return error;
          }
        });
  }

  private static double relativeError(NDArray kernel, NDArray nearest, NDManager scratch) {
    // Seen through the scratch manager, so that what is computed from it belongs there.
    NDArray before = Tensors.view(kernel, kernel.getShape(), scratch);
    double norm = before.norm().getFloat();
    return norm == 0 ? 0 : before.sub(nearest).norm().getFloat() / norm;
  }
}
