package org.rank1.ops.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.rank1.io.InvalidInputException;
import org.rank1.ops.tensor.GradientMode;
import org.rank1.ops.tensor.Scalars;
import org.rank1.training.OptimizerFactory;
import org.rank1.training.OptimizerOptions;
import org.rank1.training.ParameterGroup;
import org.rank1.training.ParameterRule;

/**
 * Any optimizer with the options that every optimizer takes: clips the gradient of all parameters
 * together, adds the Frobenius decay of kernels to it, and lets each group of parameters move by an
 * optimizer of its own, made from the group's settings. The optimizers inside know nothing of it.
 *
 * <p>A clipped gradient is the loss's; decay is added after clipping. Nothing is read back to the
 * host: the factor {@code min(1, c/‖g‖)} stays where the gradients are.
 */
public final class ConfiguredOptimizer implements OptimizerFactory {
  private final OptimizerOptions options;
  private final List<ParameterRule> rules;
  private final OptimizerFactory plain;
  private final Map<ParameterRule, OptimizerFactory> special = new HashMap<>();

  /**
   * Makes the optimizers of all groups.
   *
   * @param part makes the optimizer; takes options by name that differ from those of the experiment
   * @throws InvalidInputException if the optimizer has no such option, or not with that value
   */
  public ConfiguredOptimizer(
      OptimizerOptions options, Function<Map<String, String>, OptimizerFactory> part) {
    this.options = options;
    this.rules = options.rules();
    this.plain = part.apply(Map.of());
    for (ParameterRule rule : rules) {
      special.put(rule, rule.options().isEmpty() ? plain : part.apply(rule.options()));
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws InvalidInputException if a rule matches no parameter, or a kernel decays whose form has
   *     no Frobenius decay
   */
  @Override
  public Optimizer create(List<ParameterGroup> groups, NDManager state) {
    Map<String, NDArray> parameters = new LinkedHashMap<>();
    Map<Optional<ParameterRule>, List<ParameterGroup>> byRule = new LinkedHashMap<>();
    for (ParameterGroup group : groups) {
      Map<Optional<ParameterRule>, Map<String, NDArray>> parted = new LinkedHashMap<>();
      group
          .tensors()
          .forEach(
              (role, tensor) -> {
                parameters.put(group.path(role), tensor);
                parted
                    .computeIfAbsent(rule(group.path(role)), r -> new LinkedHashMap<>())
                    .put(role, tensor);
              });
      parted.forEach(
          (rule, tensors) ->
              byRule
                  .computeIfAbsent(rule, r -> new ArrayList<>())
                  .add(new ParameterGroup(group.layer(), tensors)));
    }
    checkRules(parameters.keySet().stream().toList());
    List<Part> parts = new ArrayList<>();
    byRule.forEach(
        (rule, own) -> {
          Optimizer optimizer = rule.map(r -> of(r)).orElse(plain).create(own, state);
          parts.add(new Part(rule.map(ParameterRule::rateFactor).orElse(1.0), optimizer, own));
        });
    FrobeniusDecay decay =
        new FrobeniusDecay(
            groups, path -> rule(path).map(this::frobeniusDecay).orElse(options.frobeniusDecay()));
    return new Grouped(parameters, parts, decay, options.clipNorm(), state);
  }

  private OptimizerFactory of(ParameterRule rule) {
    return special.getOrDefault(rule, plain);
  }

  private double frobeniusDecay(ParameterRule rule) {
    return rule.frobeniusDecay().orElse(options.frobeniusDecay());
  }

  private Optional<ParameterRule> rule(String path) {
    return rules.stream().filter(rule -> rule.pattern().matches(path)).reduce((a, last) -> last);
  }

  private void checkRules(List<String> paths) {
    for (ParameterRule rule : rules) {
      if (paths.stream().noneMatch(rule.pattern()::matches)) {
        throw new InvalidInputException(
            "The pattern \"%s\" at optimizer.groups matches no parameter of the network. Parameters: %s."
                .formatted(rule.pattern(), String.join(", ", paths)));
      }
    }
  }

  /**
   * The parameters that one optimizer moves.
   *
   * @param rateFactor on every step's factor
   * @param groups the parameters
   */
  private record Part(double rateFactor, Optimizer optimizer, List<ParameterGroup> groups) {
    boolean has(String path) {
      return groups.stream()
          .anyMatch(g -> g.tensors().keySet().stream().anyMatch(r -> g.path(r).equals(path)));
    }
  }

  private static final class Grouped implements Optimizer {
    private final Map<String, NDArray> parameters;
    private final List<Part> parts;
    private final FrobeniusDecay decay;
    private final double clipNorm;
    private final NDManager manager;

    Grouped(
        Map<String, NDArray> parameters,
        List<Part> parts,
        FrobeniusDecay decay,
        double clipNorm,
        NDManager manager) {
      this.parameters = parameters;
      this.parts = parts;
      this.decay = decay;
      this.clipNorm = clipNorm;
      this.manager = manager;
    }

    @Override
    public void step(double rateFactor) {
      StatefulOptimizer.checkRateFactor(rateFactor);
      if (clipNorm > 0 || !decay.isNone()) {
        GradientMode.unrecorded(this::changeGradients);
      }
      for (Part part : parts) {
        part.optimizer().step(rateFactor * part.rateFactor());
      }
    }

    private void changeGradients() {
      try (NDManager scratch = manager.newSubManager()) {
        Map<String, NDArray> gradients = new LinkedHashMap<>();
        parameters.forEach(
            (path, parameter) -> {
              NDArray gradient = parameter.getGradient();
              gradient.attach(scratch);
              gradients.put(path, gradient);
            });
        if (clipNorm > 0) {
          clipInPlace(gradients, scratch);
        }
        decay.addInPlace(gradients, scratch);
      }
    }

    private void clipInPlace(Map<String, NDArray> gradients, NDManager scratch) {
      NDList norms = new NDList();
      gradients.values().forEach(gradient -> norms.add(gradient.norm()));
      Scalars number = new Scalars(scratch);
      NDArray norm = NDArrays.stack(norms).norm();
      NDArray scale = norm.pow(number.of(-1)).mul(number.of(clipNorm)).minimum(number.of(1));
      gradients.values().forEach(gradient -> gradient.muli(scale));
    }

    private Part part(String path) {
      return parts.stream()
          .filter(part -> part.has(path))
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "No parameter \"" + path + "\". Parameters: " + parameters.keySet()));
    }

    @Override
    public void resetState(String path) {
      part(path).optimizer().resetState(path);
    }

    @Override
    public Map<String, NDArray> state(NDManager owner) {
      Map<String, NDArray> all = new LinkedHashMap<>();
      parts.forEach(part -> all.putAll(part.optimizer().state(owner)));
      return Collections.unmodifiableMap(all);
    }

    @Override
    public void restore(Map<String, NDArray> state) {
      for (String key : state.keySet()) {
        part(path(key)); // so that nothing is left over
      }
      for (Part part : parts) {
        Map<String, NDArray> own = new LinkedHashMap<>(state);
        own.keySet().removeIf(key -> !part.has(path(key)));
        part.optimizer().restore(own);
      }
    }

    private static String path(String key) {
      return key.substring(0, Math.max(0, key.indexOf('#')));
    }
  }
}
