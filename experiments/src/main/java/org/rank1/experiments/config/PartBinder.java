package org.rank1.experiments.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rank1.io.InvalidInputException;
import org.rank1.plugin.PartFactory;
import org.rank1.plugin.Parts;

/** Chooses the parts of a configuration and spells out their options. */
final class PartBinder {
  private final Parts parts;

  PartBinder(Parts parts) {
    this.parts = parts;
  }

  /**
   * The parts at a key.
   *
   * @param given what was written at the key, the source that wins last
   */
  List<PartSpec> bind(PartKey<?> key, List<Given> given) {
    if (!key.many()) {
      Written part = Written.defaults(key);
      for (Given source : given) {
        part = part.overlaid(written(key, source), key.common());
      }
      return List.of(resolve(key, part));
    }
    if (given.isEmpty()) {
      return key.defaults().stream()
          .map(name -> resolve(key, new Written(name(key, name), Map.of())))
          .toList();
    }
    List<PartSpec> resolved = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Given element : elements(key, given.get(given.size() - 1))) {
      Written part = written(key, element);
      if (!names.add(part.requiredName(element).text())) {
        throw new InvalidInputException(
            "The %s \"%s\" stands twice at %s."
                .formatted(
                    key.kind(), part.requiredName(element).text(), element.place().ofValue()));
      }
      resolved.add(resolve(key, part));
    }
    return List.copyOf(resolved);
  }

  /**
   * One part that must have a name, in the place of the part at a key.
   *
   * @param given a name, or a name and options
   */
  PartSpec bindOne(PartKey<?> key, Given given) {
    Written part = written(key, given);
    part.requiredName(given);
    return resolve(key, part);
  }

  private static List<Given> elements(PartKey<?> key, Given given) {
    if (given instanceof Given.Sequence sequence) {
      return sequence.elements();
    }
    if (given instanceof Given.Text list) { // a,b or [a, b], as for any option that is a list
      String text = list.text().strip();
      String inner =
          text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
      return Arrays.stream(inner.split(",", -1))
          .map(String::strip)
          .filter(name -> !inner.isBlank())
          .<Given>map(name -> new Given.Text(name, list.place()))
          .toList();
    }
    throw illegal(given, "a list, each the name of a " + key.kind());
  }

  private static Written written(PartKey<?> key, Given given) {
    if (given instanceof Given.Text text && !text.text().isBlank()) {
      Place place = text.place();
      return new Written(
          key.many() ? text : new Given.Text(text.text(), place.withPath(place.path() + ".name")),
          Map.of());
    }
    if (!(given instanceof Given.Mapping mapping)) {
      throw illegal(given, "the name of the " + key.kind() + ", or its name and options");
    }
    Map<String, Given> options = new LinkedHashMap<>(mapping.entries());
    Given name = options.remove(OptionBinder.NAME);
    if (name != null && !(name instanceof Given.Text)) {
      throw illegal(name, "the name of the " + key.kind());
    }
    return new Written((Given.Text) name, options);
  }

  private static InvalidInputException illegal(Given given, String expected) {
    return new InvalidInputException(
        "Illegal value \"%s\" at %s, must be %s."
            .formatted(given.plain(), given.place().ofValue(), expected));
  }

  private PartSpec resolve(PartKey<?> key, Written part) {
    Given.Text name = part.name();
    if (name == null) {
      throw new IllegalArgumentException("illegal part without a name at " + key);
    }
    PartFactory<?, ?> factory =
        parts.factory(key.socket(), name.text().strip(), key.kind(), name.place().ofValue());
    // a place in the same source as the options, if there are any
    Place whole =
        part.options().values().stream()
            .findFirst()
            .map(option -> option.place().parent())
            .orElse(name.place().withPath(key.key()));
    return OptionBinder.resolve(
        name.text().strip(), key.common(), factory.optionsType(), part.options(), whole);
  }

  private static Given.Text name(PartKey<?> key, String name) {
    return new Given.Text(
        name, Place.commandLine(key.many() ? key.key() : key.key() + "." + OptionBinder.NAME));
  }

  /**
   * One part as one source wrote it.
   *
   * @param name its name, null where the source leaves it to others
   * @param options what is set
   */
  private record Written(Given.@Nullable Text name, Map<String, Given> options) {

    static Written defaults(PartKey<?> key) {
      return new Written(PartBinder.name(key, key.defaults().get(0)), Map.of());
    }

    /** Options of another part are dropped, those of the same part and of the key are kept. */
    Written overlaid(Written winner, Class<? extends Record> common) {
      boolean samePart =
          winner.name() == null || name == null || winner.name().text().equals(name.text());
      Map<String, Given> merged = new LinkedHashMap<>(options);
      if (!samePart) {
        merged.keySet().retainAll(OptionBinder.components(common).keySet());
      }
      merged.putAll(winner.options());
      return new Written(winner.name() == null ? name : winner.name(), merged);
    }

    Given.Text requiredName(Given element) {
      if (name == null) {
        throw illegal(element, "a part with a name");
      }
      return name;
    }
  }
}
