package org.rank1.ops.segre;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import org.rank1.ops.tensor.Scalars;
import org.rank1.ops.tensor.Tensors;

/**
 * The filters of a layer, each a point {@code W = s·u₁⊗…⊗u_d} of the Segre manifold with norm s and
 * unit vectors {@code u_k = f_k/‖f_k‖}: tangent vectors there, and where geodesics lead.
 *
 * <p>Use unrecorded. Whatever is computed belongs to the scratch manager; the factors stay as they
 * are until {@link #assignInPlace}.
 */
public final class SegrePoint {
  /** Below this a norm counts as zero: its filter has no tangent space and stays where it is. */
  private static final double TINY = 1e-30;

  private static final int[] ROW = {1};

  private final RankOneFilters filters;
  private final NDManager scratch;
  private final List<NDArray> norms = new ArrayList<>();
  private final List<NDArray> units = new ArrayList<>();
  private final NDArray norm;
  private final Scalars number;
  private final NDArray tiny;

  /**
   * A tangent vector per filter, {@code a·u₁⊗…⊗u_d + Σ_k u₁⊗…⊗w_k⊗…⊗u_d} with {@code w_k ⟂ u_k}, so
   * that all its terms are orthogonal to each other.
   *
   * @param radial a, {@code [O, 1]}
   * @param angular w_k, each {@code [O, n]}
   */
  public record Tangent(NDArray radial, List<NDArray> angular) {
    /** Copies the list. */
    public Tangent {
      angular = List.copyOf(angular);
    }

    /** This vector, longer or shorter. */
    public Tangent times(double factor) {
      NDArray number = new Scalars(radial.getManager()).of(factor);
      return new Tangent(radial.mul(number), angular.stream().map(w -> w.mul(number)).toList());
    }

    /** The sum with another one at the same point. */
    public Tangent plus(Tangent other) {
      List<NDArray> sums = new ArrayList<>();
      for (int k = 0; k < angular.size(); k++) {
        sums.add(angular.get(k).add(other.angular.get(k)));
      }
      return new Tangent(radial.add(other.radial), sums);
    }
  }

  /** The filters as their factors stand. */
  public SegrePoint(RankOneFilters filters, NDManager scratch) {
    this.filters = filters;
    this.scratch = scratch;
    this.number = new Scalars(scratch);
    this.tiny = number.of(TINY);
    for (NDArray live : filters.inOrder()) {
      NDArray factor = Tensors.view(live, live.getShape(), scratch);
      NDArray length = Gauge.norms(factor);
      norms.add(length);
      units.add(factor.div(length.maximum(tiny)));
    }
    this.norm = product(-1);
  }

  private NDArray product(int without) {
    NDArray product = scratch.ones(norms.get(0).getShape());
    for (int k = 0; k < norms.size(); k++) {
      if (k != without) {
        product = product.mul(norms.get(k));
      }
    }
    return product;
  }

  /**
   * The projection of a kernel G onto the tangent space, {@code a = ⟨G_k, u_k⟩} for any k and
   * {@code w_k = G_k − a u_k}, where {@code G_k} is G contracted with all other unit vectors. Where
   * G is the gradient of the loss for the kernel, the gradient for the factor {@code f_k} is {@code
   * ∏_{j≠k}‖f_j‖ · G_k}: the factors' gradients hold all that is needed.
   *
   * @param gradients for the factors, in order
   */
  public Tangent project(List<NDArray> gradients) {
    List<NDArray> angular = new ArrayList<>();
    NDArray radial = scratch.zeros(norm.getShape());
    for (int k = units.size() - 1; k >= 0; k--) {
      NDArray gradient = Tensors.view(gradients.get(k), gradients.get(k).getShape(), scratch);
      NDArray contracted = gradient.div(product(k).maximum(tiny));
      radial = contracted.mul(units.get(k)).sum(ROW, true);
      angular.add(0, contracted.sub(radial.mul(units.get(k))));
    }
    return new Tangent(radial, angular);
  }

  /** The filters themselves as tangent vectors: they point away from the zero filter. */
  public Tangent itself() {
    return new Tangent(norm, units.stream().map(NDArray::zerosLike).toList());
  }

  /**
   * Where the geodesic along a tangent vector is after a time of one, as factors of which all of a
   * filter have the same norm.
   *
   * <p>In closed form (Swijsen, Van der Veken, Vannieuwenhoven, <em>Tensor completion using
   * geodesics on Segre manifolds</em>, 2022): as {@code ‖dW‖² = ds² + s² Σ‖du_k‖²}, the manifold is
   * a cone over a product of spheres, and on the unrolled cone a geodesic is a straight line. With
   * {@code r² = Σ‖w_k‖²} it ends at the norm {@code √((s+a)² + r²)}, each {@code u_k} turned
   * towards {@code w_k} by {@code atan2(r, s+a)·‖w_k‖/r}. So this is the exponential map, a
   * retraction of second order that stays on the manifold however long the vector is.
   */
  public List<NDArray> exponential(Tangent tangent) {
    List<NDArray> lengths = new ArrayList<>();
    NDArray square = scratch.zeros(norm.getShape());
    for (NDArray angular : tangent.angular()) {
      NDArray length = Gauge.norms(angular);
      lengths.add(length);
      square = square.add(length.square());
    }
    NDArray along = norm.add(tangent.radial());
    NDArray across = square.sqrt();
    NDArray angle = across.atan2(along).div(across.maximum(tiny));
    NDArray size = along.square().add(square).sqrt().pow(number.of(1.0 / units.size()));
    // Straight through the zero filter nothing turns; the filter comes out on the other side.
    NDArray side = NDArrays.where(across.gt(number.of(0)), across.onesLike(), along.sign());
    List<NDArray> moved = new ArrayList<>();
    for (int k = 0; k < units.size(); k++) {
      NDArray turn = angle.mul(lengths.get(k));
      NDArray direction = tangent.angular().get(k).div(lengths.get(k).maximum(tiny));
      NDArray unit = turn.cos().mul(units.get(k)).add(turn.sin().mul(direction));
      moved.add(unit.mul(k == 0 ? size.mul(side) : size));
    }
    return moved;
  }

  /** Overwrites the live factors of all filters that are not zero. */
  public void assignInPlace(List<NDArray> factors) {
    NDArray alive = norm.gt(tiny);
    for (int k = 0; k < factors.size(); k++) {
      NDArray live = filters.inOrder().get(k);
      NDArray chosen = alive.broadcast(live.getShape());
      Tensors.assignInPlace(live, NDArrays.where(chosen, factors.get(k), live));
    }
  }
}
