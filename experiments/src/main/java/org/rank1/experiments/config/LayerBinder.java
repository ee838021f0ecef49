package org.rank1.experiments.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rank1.io.InvalidInputException;

/** Reads the key {@code layers}: patterns of names, each with a parameterization. */
final class LayerBinder {
  /** The key. */
  static final String KEY = "layers";

  private final PartBinder parts;

  LayerBinder(PartBinder parts) {
    this.parts = parts;
  }

  /**
   * The rules in order.
   *
   * @param given what was written at the key, the source that wins last; a pattern that two sources
   *     give stands where the later one has it
   * @throws InvalidInputException if something is no pattern or no parameterization
   */
  List<LayerRule> bind(List<Given> given) {
    Map<String, Given> rules = new LinkedHashMap<>();
    for (Given source : given) {
      if (!(source instanceof Given.Mapping mapping)) {
        throw new InvalidInputException(
            "Illegal value \"%s\" at %s, must be patterns of names of convolutions, each with a parameterization, such as {conv1: dense}."
                .formatted(source.plain(), source.place().ofValue()));
      }
      mapping
          .entries()
          .forEach(
              (pattern, value) -> {
                rules.remove(pattern);
                rules.put(pattern, value);
              });
    }
    List<LayerRule> bound = new ArrayList<>();
    rules.forEach((pattern, value) -> bound.add(rule(pattern, value)));
    return List.copyOf(bound);
  }

  private LayerRule rule(String pattern, Given value) {
    if (!LayerRule.isLegal(pattern)) {
      throw new InvalidInputException(
          "Illegal pattern \"%s\" at %s, must be made of letters, digits and _ . / - with * for any characters and ? for one."
              .formatted(pattern, value.place().ofKey()));
    }
    return new LayerRule(pattern, parts.bindOne(PartKey.PARAMETERIZATION, value));
  }
}
