package org.rank1.experiments.train;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.rank1.experiments.config.LayerParameterizations;
import org.rank1.filter.ConvSpec;
import org.rank1.network.FeatureShape;
import org.rank1.network.LayerSpec;
import org.rank1.network.NetworkSpec;
import org.rank1.training.FilterParameterization;

/**
 * Decides with which execution every convolution runs where the experiment leaves that open: where
 * the parameterization names one, by its rule on the shape, and where it names several by a short
 * measurement. What is decided becomes part of the experiment, as a rule for the layer, and a run
 * of that experiment only reads it.
 */
final class Executions {
  /** The option of a parameterization. */
  static final String OPTION = "execution";

  private Executions() {}

  /** Measures, see {@link ExecutionTimer#seconds}. */
  @FunctionalInterface
  interface Timer {
    /** Seconds of each execution, by its name. */
    Map<String, Double> seconds(
        Map<String, FilterParameterization> executions,
        ConvSpec conv,
        FeatureShape input,
        boolean first);
  }

  private record Measured(
      FilterParameterization parameterization, ConvSpec conv, FeatureShape input, boolean first) {}

  /**
   * The parameterizations with nothing left open.
   *
   * @param asked of the convolutions
   * @param network what is trained, in its forms
   * @param timer asked only where there is a choice, and once for layers that are alike
   */
  static LayerParameterizations decided(
      LayerParameterizations asked, NetworkSpec network, Timer timer) {
    Map<Measured, Map.Entry<String, FilterParameterization>> fastest = new HashMap<>();
    LayerParameterizations decided = asked;
    for (LayerSpec.Convolution layer : network.convolutions()) {
      Measured open = measured(asked.of(layer), network, layer);
      Map<String, FilterParameterization> executions =
          open.parameterization().executions(open.conv());
      // Without the option nothing could be written down, and every run would choose anew.
      if (!executions.isEmpty() && asked.part(layer).options().containsKey(OPTION)) {
        Map.Entry<String, FilterParameterization> chosen =
            fastest.computeIfAbsent(open, key -> fastest(executions, key, timer));
        decided = decided.with(layer, chosen.getValue(), Map.of(OPTION, chosen.getKey()));
      }
    }
    return decided;
  }

  private static Measured measured(
      FilterParameterization parameterization, NetworkSpec network, LayerSpec.Convolution layer) {
    return new Measured(
        parameterization,
        network.convSpec(layer),
        network.shapeOf(layer.input()),
        layer.input().equals(NetworkSpec.INPUT));
  }

  private static Map.Entry<String, FilterParameterization> fastest(
      Map<String, FilterParameterization> executions, Measured layer, Timer timer) {
    if (executions.size() == 1) {
      return executions.entrySet().iterator().next();
    }
    Map<String, Double> seconds =
        timer.seconds(executions, layer.conv(), layer.input(), layer.first());
    return executions.entrySet().stream()
        .min(
            Comparator.comparing(
                execution -> Optional.ofNullable(seconds.get(execution.getKey())).orElseThrow()))
        .orElseThrow();
  }
}
