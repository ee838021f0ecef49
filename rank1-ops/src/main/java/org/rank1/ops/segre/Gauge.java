package org.rank1.ops.segre;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import org.rank1.ops.tensor.GradientMode;
import org.rank1.ops.tensor.Scalars;
import org.rank1.ops.tensor.Tensors;

/**
 * How the norm of a rank-one filter is divided among its factors: {@code (2t) ⊗ (p/2)} is the same
 * filter as {@code t ⊗ p}, but gradient descent on the factors moves it otherwise.
 */
public final class Gauge {
  private static final int[] ROW = {1};

  private Gauge() {}

  /**
   * Gives all factors of a filter the same norm, the d-th root of the filter's. The filter stays
   * the same up to rounding; one that is zero stays as it is. Nothing is read back to the host.
   *
   * @param factors of one layer, each {@code [O, n]}; live arrays
   */
  public static void balanceInPlace(List<NDArray> factors) {
    GradientMode.unrecorded(
        () -> {
          try (NDManager scratch = factors.get(0).getManager().newSubManager()) {
            balanceInPlace(factors, scratch);
          }
        });
  }

  private static void balanceInPlace(List<NDArray> live, NDManager scratch) {
    List<NDArray> norms = new ArrayList<>();
    for (NDArray factor : live) {
      norms.add(norms(Tensors.view(factor, factor.getShape(), scratch)));
    }
    Scalars number = new Scalars(scratch);
    NDArray target = shared(norms, number);
    NDArray alive = target.gt(number.of(0));
    for (int k = 0; k < live.size(); k++) {
      NDArray ratio = target.div(norms.get(k));
      live.get(k).muli(NDArrays.where(alive, ratio, ratio.onesLike()));
    }
  }

  /** The Euclidean norm of each row, {@code [O, 1]}. */
  static NDArray norms(NDArray factor) {
    return factor.norm(2, ROW, true);
  }

  /** The geometric mean of norms, root by root, so that their product need not be a float. */
  private static NDArray shared(List<NDArray> norms, Scalars number) {
    NDArray root = number.of(1.0 / norms.size());
    NDArray product = norms.get(0).pow(root);
    for (NDArray norm : norms.subList(1, norms.size())) {
      product = product.mul(norm.pow(root));
    }
    return product;
  }
}
