package org.rank1.experiments.config;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rank1.io.InvalidInputException;
import org.rank1.io.NearMisses;

/** Reads {@code key=value} arguments of the command line. */
final class Overrides {
  private Overrides() {}

  /**
   * The tree that the same settings would make in a file. {@code optimizer=adam} is short for
   * {@code optimizer.name=adam}. What follows {@code layers.} is one pattern, dots and all.
   *
   * @throws InvalidInputException if one is no setting or stands twice
   */
  static Given.Mapping parse(List<String> overrides) {
    Map<String, Given> settings = new LinkedHashMap<>();
    Map<String, Map<String, Given>> options = new LinkedHashMap<>();
    Set<String> seen = new HashSet<>();
    for (String override : overrides) {
      int equals = override.indexOf('=');
      if (equals < 1) {
        throw new InvalidInputException(
            "Illegal argument \"%s\" on the command line, must be key=value.".formatted(override));
      }
      String path = normalized(override.substring(0, equals).strip());
      Given value = value(override.substring(equals + 1), Place.commandLine(path));
      if (!seen.add(path)) {
        throw new InvalidInputException(
            "Key \"%s\" stands twice on the command line.".formatted(path));
      }
      int dot = path.indexOf('.');
      if (dot < 0) {
        settings.put(path, value);
      } else {
        String part = path.substring(0, dot);
        options
            .computeIfAbsent(part, p -> new LinkedHashMap<>())
            .put(path.substring(dot + 1), value);
      }
    }
    options.forEach(
        (part, given) -> {
          if (settings.put(part, new Given.Mapping(given, Place.commandLine(part))) != null) {
            throw new InvalidInputException(
                "Key \"%s\" stands twice on the command line.".formatted(part));
          }
        });
    return new Given.Mapping(settings, Place.commandLine(""));
  }

  /**
   * Options that have no keys of their own, those of layers and of lists, are YAML as in a file.
   */
  private static Given value(String text, Place place) {
    String path = place.path();
    boolean ofLayers = (path + ".").startsWith(LayerBinder.KEY + ".");
    boolean ofList = PartKey.of(path).filter(PartKey::many).isPresent();
    return (ofLayers && text.strip().startsWith("{")) || (ofList && text.contains("{"))
        ? YamlText.value(text, place)
        : new Given.Text(text, place);
  }

  private static String normalized(String path) {
    int dot = path.indexOf('.');
    String head = dot < 0 ? path : path.substring(0, dot);
    Optional<PartKey<?>> part = PartKey.of(head).filter(key -> !key.many());
    boolean nested = head.equals(LayerBinder.KEY) || head.equals(ExperimentYaml.INIT);
    if (dot >= 0 && part.isEmpty() && !nested) {
      boolean known = ExperimentReader.keys().contains(head);
      throw new InvalidInputException(
          NearMisses.unknown(
              "key",
              known ? path : head,
              Place.commandLine(path).ofKey(),
              ExperimentReader.keys()));
    }
    return dot < 0 && part.isPresent() ? path + "." + OptionBinder.NAME : path;
  }
}
