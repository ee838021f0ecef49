package org.rank1.experiments.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rank1.io.InvalidInputException;
import org.rank1.io.NearMisses;
import org.rank1.network.LayerSpec;
import org.rank1.network.NetworkSpec;
import org.rank1.plugin.Parts;
import org.rank1.training.FilterParameterization;

/**
 * The parameterization of every convolution of a network: the experiment's, unless a rule of the
 * key {@code layers} says otherwise. Where several rules match, the last one decides, so that
 * exceptions follow what they are exceptions of and the command line wins over the file.
 *
 * <pre>{@code
 * NetworkSpec dense = architecture.build(input, classes, new DenseForm());
 * LayerParameterizations layers = LayerParameterizations.of(spec, parts, dense);
 * NetworkSpec network = layers.applyTo(dense);
 * }</pre>
 */
public final class LayerParameterizations {
  private final Map<String, FilterParameterization> byLayer;
  private final Map<String, PartSpec> parts;

  private LayerParameterizations(
      Map<String, FilterParameterization> byLayer, Map<String, PartSpec> parts) {
    this.byLayer = byLayer;
    this.parts = parts;
  }

  /**
   * Decides for the convolutions of a network.
   *
   * @throws InvalidInputException if a rule matches none of them
   */
  public static LayerParameterizations of(ExperimentSpec spec, Parts parts, NetworkSpec network) {
    return of(
        spec, parts, network.convolutions().stream().map(LayerSpec.Convolution::name).toList());
  }

  /**
   * Decides for convolutions.
   *
   * @param convolutions their names
   * @throws InvalidInputException if a rule matches none of them
   */
  public static LayerParameterizations of(
      ExperimentSpec spec, Parts parts, List<String> convolutions) {
    FilterParameterization other = spec.create(PartKey.PARAMETERIZATION, parts);
    Map<String, FilterParameterization> byLayer = new LinkedHashMap<>();
    Map<String, PartSpec> chosen = new LinkedHashMap<>();
    convolutions.forEach(
        name -> {
          byLayer.put(name, other);
          chosen.put(name, spec.part(PartKey.PARAMETERIZATION));
        });
    for (LayerRule rule : spec.layers()) {
      List<String> matching = convolutions.stream().filter(rule::matches).toList();
      if (matching.isEmpty()) {
        throw new InvalidInputException(nothing(rule.pattern(), convolutions));
      }
      FilterParameterization own = rule.create(parts);
      matching.forEach(
          name -> {
            byLayer.put(name, own);
            chosen.put(name, rule.parameterization());
          });
    }
    return new LayerParameterizations(byLayer, chosen);
  }

  private static String nothing(String pattern, List<String> convolutions) {
    String sentence =
        "The pattern \"%s\" at %s.%s matches no convolution of the network. Convolutions: %s."
            .formatted(pattern, LayerBinder.KEY, pattern, String.join(", ", convolutions));
    Optional<String> near = NearMisses.nearest(pattern, convolutions);
    return near.map(name -> sentence + " Did you mean \"" + name + "\"?").orElse(sentence);
  }

  /**
   * The parameterization of a convolution.
   *
   * @throws IllegalArgumentException if the network has no such convolution
   */
  public FilterParameterization of(LayerSpec.Convolution layer) {
    return known(byLayer, layer.name());
  }

  /**
   * The same as configured.
   *
   * @throws IllegalArgumentException if the network has no such convolution
   */
  public PartSpec part(LayerSpec.Convolution layer) {
    return known(parts, layer.name());
  }

  private static <T> T known(Map<String, T> byLayer, String name) {
    T value = byLayer.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "illegal layer \"%s\", must be one of %s".formatted(name, byLayer.keySet()));
    }
    return value;
  }

  /**
   * The experiment with a rule of its own for some convolutions: what is decided for each here, but
   * for some options.
   *
   * @param spec the experiment that was decided for
   * @param options by convolution, what to set, by option
   */
  public ExperimentSpec spelledOut(ExperimentSpec spec, Map<String, Map<String, ?>> options) {
    List<LayerRule> rules = new ArrayList<>(spec.layers());
    options.forEach(
        (name, changed) -> {
          rules.removeIf(rule -> rule.pattern().equals(name));
          rules.add(new LayerRule(name, known(parts, name).with(changed)));
        });
    return spec.withLayers(rules);
  }

  /**
   * The network with the form of every convolution's parameterization.
   *
   * @param network the one that was decided for, in any form
   * @throws IllegalArgumentException if a form cannot express its convolution, naming the layer
   */
  public NetworkSpec applyTo(NetworkSpec network) {
    return network.mapConvolutions(layer -> layer.withForm(of(layer).form()));
  }
}
