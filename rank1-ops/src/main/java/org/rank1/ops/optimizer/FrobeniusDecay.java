package org.rank1.ops.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.rank1.filter.form.DenseForm;
import org.rank1.io.InvalidInputException;
import org.rank1.network.LayerSpec;
import org.rank1.network.LayerTensors;
import org.rank1.ops.segre.RankOneFilters;
import org.rank1.ops.tensor.Scalars;
import org.rank1.ops.tensor.Tensors;
import org.rank1.training.ParameterGroup;

/**
 * The term ½λ‖W‖² of the loss (Khodak, Tenenholtz, Mackey, Fusi 2021), for kernels that are dense
 * or filter-wise of rank one. As {@code ‖W_o‖² = ‖t_o‖²‖p_o‖²‖q_o‖²}, its gradient for a factor is
 * the factor times λ times the squared norms of the others: no kernel is formed. Biases and batch
 * norms are no kernels and do not decay.
 */
final class FrobeniusDecay {
  private static final int[] ROW = {1};

  /** λ by path, of those parameters that decay. */
  private final Map<String, Double> decays = new HashMap<>();

  private final List<Kernel> kernels = new ArrayList<>();

  /** The factors of one kernel by path; a single one is the kernel itself. */
  private record Kernel(Map<String, NDArray> factors) {}

  /**
   * Finds the kernels.
   *
   * @param decay λ of a path
   * @throws InvalidInputException if a tensor decays whose layer is of another form
   */
  FrobeniusDecay(List<ParameterGroup> groups, ToDoubleFunction<String> decay) {
    for (ParameterGroup group : groups) {
      Map<String, NDArray> factors = factors(group);
      factors.keySet().forEach(path -> decays.put(path, decay.applyAsDouble(path)));
      if (factors.keySet().stream().anyMatch(path -> decay.applyAsDouble(path) > 0)) {
        checkForm(group);
        kernels.add(new Kernel(factors));
      }
    }
  }

  private static Map<String, NDArray> factors(ParameterGroup group) {
    Map<String, NDArray> factors = new HashMap<>();
    if (group.layer() instanceof LayerSpec.Convolution
        || group.layer() instanceof LayerSpec.Dense) {
      group.tensors().forEach((role, tensor) -> factors.put(group.path(role), tensor));
      factors.remove(group.path(LayerTensors.BIAS));
    }
    return factors;
  }

  private static void checkForm(ParameterGroup group) {
    if (group.layer() instanceof LayerSpec.Convolution layer
        && !layer.form().equals(new DenseForm())
        && RankOneFilters.of(group).isEmpty()) {
      throw new InvalidInputException(
          "Option optimizer.frobeniusDecay is for kernels that are dense or filter-wise of rank one, not for layer \"%s\" of form %s; use weightDecay there, with optimizer.groups=\"%s/* frobeniusDecay=0 weightDecay=…\"."
              .formatted(layer.name(), layer.form().name(), layer.name()));
    }
  }

  /** Whether nothing decays. */
  boolean isNone() {
    return kernels.isEmpty();
  }

  /**
   * Adds the gradient of the term to gradients, in place.
   *
   * @param gradients by path
   * @param scratch owns whatever is computed
   */
  void addInPlace(Map<String, NDArray> gradients, NDManager scratch) {
    Scalars number = new Scalars(scratch);
    for (Kernel kernel : kernels) {
      Map<String, NDArray> views = new HashMap<>();
      Map<String, NDArray> squares = new HashMap<>();
      kernel
          .factors()
          .forEach(
              (path, factor) -> {
                NDArray view = Tensors.view(factor, factor.getShape(), scratch);
                views.put(path, view);
                if (kernel.factors().size() > 1) {
                  squares.put(path, view.square().sum(ROW, true));
                }
              });
      views.forEach(
          (path, factor) -> {
            NDArray term = factor.mul(number.of(decays.getOrDefault(path, 0.0)));
            for (Map.Entry<String, NDArray> square : squares.entrySet()) {
              if (!square.getKey().equals(path)) {
                term = term.mul(square.getValue());
              }
            }
            NDArray gradient = gradients.get(path);
            if (gradient != null) {
              gradient.addi(term);
            }
          });
    }
  }
}
