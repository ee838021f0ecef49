package org.rank1.ops.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rank1.io.InvalidInputException;
import org.rank1.ops.segre.RankOneFilters;
import org.rank1.ops.segre.SegrePoint;
import org.rank1.ops.tensor.GradientMode;
import org.rank1.training.OptimizerFactory;
import org.rank1.training.ParameterGroup;

/**
 * Riemannian gradient descent (Absil, Mahony, Sepulchre, <em>Optimization Algorithms on Matrix
 * Manifolds</em>, 2008) on filters of rank one: per filter, the loss's gradient for the kernel is
 * projected onto the tangent space of the Segre manifold, and the filter moves along the geodesic
 * by −η times that; see {@link SegrePoint}, which computes both from the factors alone. The step
 * depends on the filter, not on how its norm is divided among the factors, and leaves all factors
 * of a filter with the same norm. A filter that is zero has no tangent space and stays zero.
 *
 * <p>Layers whose filters are no outer products, biases and batch norms move by plain gradient
 * descent. There is no momentum: a velocity is a tangent vector at the filter before the step and
 * would have to be transported to the one after it; without that it would be another method.
 */
public final class RiemannianSgd implements OptimizerFactory {
  private final RiemannianSgdOptions options;

  /** Takes its options. */
  public RiemannianSgd(RiemannianSgdOptions options) {
    this.options = options;
  }

  /**
   * {@inheritDoc}
   *
   * @throws InvalidInputException if some factors of a layer are there and others are not
   */
  @Override
  public Optimizer create(List<ParameterGroup> groups, NDManager state) {
    List<RankOneFilters> curved = new ArrayList<>();
    List<ParameterGroup> flat = new ArrayList<>();
    for (ParameterGroup group : groups) {
      Optional<RankOneFilters> filters = RankOneFilters.of(group);
      Map<String, NDArray> rest = new LinkedHashMap<>(group.tensors());
      if (filters.isPresent()) {
        curved.add(filters.get());
        rest.keySet().removeAll(filters.get().factors().keySet());
      } else {
        RankOneFilters.checkComplete(group);
      }
      flat.add(new ParameterGroup(group.layer(), rest));
    }
    SgdOptions plain = new SgdOptions(options.learningRate(), options.weightDecay());
    return new Descent(curved, new Sgd(plain).create(flat, state), state);
  }

  private final class Descent implements Optimizer {
    private final List<RankOneFilters> curved;
    private final Optimizer flat;
    private final NDManager manager;

    Descent(List<RankOneFilters> curved, Optimizer flat, NDManager manager) {
      this.curved = curved;
      this.flat = flat;
      this.manager = manager;
    }

    @Override
    public void step(double rateFactor) {
      flat.step(rateFactor);
      GradientMode.unrecorded(
          () -> curved.forEach(filters -> move(filters, options.learningRate() * rateFactor)));
    }

    private void move(RankOneFilters filters, double rate) {
      try (NDManager scratch = manager.newSubManager()) {
        List<NDArray> gradients = new ArrayList<>();
        for (NDArray factor : filters.inOrder()) {
          NDArray gradient = factor.getGradient();
          gradient.attach(scratch);
          gradients.add(gradient);
        }
        SegrePoint point = new SegrePoint(filters, scratch);
        SegrePoint.Tangent descent = point.project(gradients).times(-rate);
        if (options.weightDecay() > 0) {
          descent = descent.plus(point.itself().times(-rate * options.weightDecay()));
        }
        point.assignInPlace(point.exponential(descent));
      }
      filters.inOrder().forEach(GradientMode::clearGradient);
    }

    @Override
    public void resetState(String path) {
      if (curved.stream().noneMatch(filters -> filters.has(path))) {
        flat.resetState(path);
      }
    }
  }
}
