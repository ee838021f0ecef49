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
  /**
   * What is decided for a convolution.
   *
   * @param parameterization how it is trained
   * @param part the same as configured
   * @param spelledOut whether the configuration needs a rule for this convolution alone to say so
   */
  private record Choice(
      FilterParameterization parameterization, PartSpec part, boolean spelledOut) {}

  private final Map<String, Choice> byLayer;

  private LayerParameterizations(Map<String, Choice> byLayer) {
    this.byLayer = byLayer;
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
    Choice other =
        new Choice(
            spec.create(PartKey.PARAMETERIZATION, parts),
            spec.part(PartKey.PARAMETERIZATION),
            false);
    Map<String, Choice> byLayer = new LinkedHashMap<>();
    convolutions.forEach(name -> byLayer.put(name, other));
    for (LayerRule rule : spec.layers()) {
      List<String> matching = convolutions.stream().filter(rule::matches).toList();
      if (matching.isEmpty()) {
        throw new InvalidInputException(nothing(rule.pattern(), convolutions));
      }
      Choice own = new Choice(rule.create(parts), rule.parameterization(), false);
      matching.forEach(name -> byLayer.put(name, own));
    }
    return new LayerParameterizations(byLayer);
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
    return choice(layer).parameterization();
  }

  /**
   * The same as configured.
   *
   * @throws IllegalArgumentException if the network has no such convolution
   */
  public PartSpec part(LayerSpec.Convolution layer) {
    return choice(layer).part();
  }

  private Choice choice(LayerSpec.Convolution layer) {
    Choice choice = byLayer.get(layer.name());
    if (choice == null) {
      throw new IllegalArgumentException(
          "illegal layer \"%s\", must be one of %s".formatted(layer.name(), byLayer.keySet()));
    }
    return choice;
  }

  /**
   * The same, but for one convolution.
   *
   * @param parameterization what it gets
   * @param options what makes its part another one than decided here, by option
   * @throws IllegalArgumentException if the network has no such convolution
   */
  public LayerParameterizations with(
      LayerSpec.Convolution layer,
      FilterParameterization parameterization,
      Map<String, ?> options) {
    Map<String, Choice> changed = new LinkedHashMap<>(byLayer);
    changed.put(
        layer.name(), new Choice(parameterization, choice(layer).part().with(options), true));
    return new LayerParameterizations(changed);
  }

  /**
   * The experiment with a rule of its own for every convolution that got another parameterization
   * by {@link #with}.
   *
   * @param spec the experiment that was decided for
   */
  public ExperimentSpec spelledOut(ExperimentSpec spec) {
    List<LayerRule> rules = new ArrayList<>(spec.layers());
    byLayer.forEach(
        (name, choice) -> {
          if (choice.spelledOut()) {
            rules.removeIf(rule -> rule.pattern().equals(name));
            rules.add(new LayerRule(name, choice.part()));
          }
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
