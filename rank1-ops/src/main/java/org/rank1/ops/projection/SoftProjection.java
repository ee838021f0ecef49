package org.rank1.ops.projection;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Optional;
import org.rank1.filter.ConvSpec;
import org.rank1.ops.tensor.GradientMode;
import org.rank1.ops.tensor.Tensors;
import org.rank1.training.KernelProjection;

/**
 * Goes a part of the way to another projection while training goes on: {@code W ← (1 − λ)W +
 * λP(W)}. That is the proximal step of {@code (λ/(1 − λ))·‖W − P(W)‖²/2} where P is a nearest
 * point. At the end of training it is the other projection.
 */
final class SoftProjection implements KernelProjection {
  private final KernelProjection hard;
  private final SoftOptions options;

  /**
   * Softens a projection.
   *
   * @param options λ over time; which projection is meant has been read already
   */
  public SoftProjection(KernelProjection hard, SoftOptions options) {
    this.hard = hard;
    this.options = options;
  }

  @Override
  public Optional<Target> target() {
    return hard.target();
  }

  @Override
  public NDArray project(ConvSpec conv, NDArray kernel) {
    return hard.project(conv, kernel);
  }

  @Override
  public NDArray approach(ConvSpec conv, NDArray kernel, double progress) {
    float lambda = (float) options.lambdaAt(progress);
    return GradientMode.unrecorded(
        () -> {
          NDArray moved = hard.project(conv, kernel);
          try (NDManager scratch = kernel.getManager().newSubManager()) {
            // Seen through the scratch manager, so that what is computed from it belongs there.
            NDArray stays = Tensors.view(kernel, kernel.getShape(), scratch).mul(1 - lambda);
            moved.muli(lambda).addi(stays);
          }
          return moved;
        });
  }
}
