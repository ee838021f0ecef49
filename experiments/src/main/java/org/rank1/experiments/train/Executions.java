package org.rank1.experiments.train;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.rank1.experiments.config.LayerParameterizations;
import org.rank1.filter.ConvSpec;
import org.rank1.network.FeatureShape;
import org.rank1.network.LayerSpec;
import org.rank1.network.NetworkSpec;
import org.rank1.ops.parameterization.Execution;
import org.rank1.ops.parameterization.FormParameterization;

/**
 * Decides with which execution every convolution runs where the experiment leaves that open: {@code
 * auto} by a rule on the shape, {@code measured} by a short measurement. What is decided becomes
 * part of the experiment, as a rule for the layer, and a run of that experiment only reads it.
 */
final class Executions {
  /** The option of a parameterization. */
  static final String OPTION = "execution";

  private Executions() {}

  /** Measures, see {@link ExecutionTimer#seconds}. */
  @FunctionalInterface
  interface Timer {
    /** Seconds of each execution. */
    Map<Execution, Double> seconds(
        FormParameterization parameterization,
        ConvSpec conv,
        FeatureShape input,
        boolean first,
        List<Execution> executions);
  }

  private record Measured(
      FormParameterization parameterization, ConvSpec conv, FeatureShape input, boolean first) {}

  /**
   * The parameterizations with nothing left open.
   *
   * @param asked of the convolutions
   * @param network what is trained, in its forms
   * @param timer asked only where it says {@code measured}, and once for layers that are alike
   */
  static LayerParameterizations decided(
      LayerParameterizations asked, NetworkSpec network, Timer timer) {
    Map<Measured, Execution> fastest = new HashMap<>();
    LayerParameterizations decided = asked;
    for (LayerSpec.Convolution layer : network.convolutions()) {
      Optional<FormParameterization> open = open(asked, layer);
      if (open.isPresent()) {
        Execution execution =
            open.get().execution() == Execution.AUTO
                ? Execution.byRule(layer.form(), network.convSpec(layer))
                : fastest.computeIfAbsent(
                    measured(network, layer, open.get()), m -> fastest(m, timer));
        decided =
            decided.with(
                layer,
                open.get().withExecution(execution),
                Map.of(OPTION, execution.name().toLowerCase(Locale.ROOT)));
      }
    }
    return decided;
  }

  private static Optional<FormParameterization> open(
      LayerParameterizations layers, LayerSpec.Convolution layer) {
    return layers.of(layer) instanceof FormParameterization form
            && form.execution().isOpen()
            && layers.part(layer).options().containsKey(OPTION)
        ? Optional.of(form)
        : Optional.empty();
  }

  private static Measured measured(
      NetworkSpec network, LayerSpec.Convolution layer, FormParameterization parameterization) {
    return new Measured(
        parameterization,
        network.convSpec(layer),
        network.shapeOf(layer.input()),
        layer.input().equals(NetworkSpec.INPUT));
  }

  private static Execution fastest(Measured layer, Timer timer) {
    List<Execution> candidates = Execution.different(layer.parameterization().form(), layer.conv());
    if (candidates.size() == 1) {
      return candidates.get(0);
    }
    return timer
        .seconds(layer.parameterization(), layer.conv(), layer.input(), layer.first(), candidates)
        .entrySet()
        .stream()
        .min(Map.Entry.comparingByValue())
        .orElseThrow()
        .getKey();
  }
}
