package org.rank1.experiments.config;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.rank1.io.InvalidInputException;
import org.rank1.plugin.Options;

/** Binds what was written to an options record, so that an error names the line to change. */
final class OptionBinder {
  /** The key of a part's name, beside its options. */
  static final String NAME = "name";

  private OptionBinder() {}

  /**
   * The defaults overlaid by what was written.
   *
   * @param given by option
   * @param alsoLegal names that may stand beside the options, for the error about an unknown one
   * @param whole where the options belong, for errors that no single one of them causes
   * @throws InvalidInputException if an option is unknown or a value illegal
   */
  static <O extends Record> O bind(
      Class<O> type, Map<String, Given> given, Collection<String> alsoLegal, Place whole) {
    Map<String, RecordComponent> components = components(type);
    Map<String, Object> values = new LinkedHashMap<>();
    given.forEach(
        (name, value) -> {
          RecordComponent component = components.get(name);
          if (component == null) {
            List<String> legal = new ArrayList<>(components.keySet());
            legal.addAll(alsoLegal);
            throw new InvalidInputException(KeyHints.unknownOption(name, value.place(), legal));
          }
          Options.convert(value.plain(), component.getGenericType(), value.place().ofValue());
          values.put(name, value.plain());
        });
    try {
      return Options.bind(type, values, whole.ofValue());
    } catch (InvalidInputException together) {
      // blame the one option that is illegal by itself, if there is one
      given.forEach(
          (name, value) ->
              Options.bind(type, Map.of(name, value.plain()), value.place().ofValue()));
      throw together;
    }
  }

  /**
   * A part with every option of its own and of its key.
   *
   * @param common the key's options
   * @param own the part's options
   * @param given options of both by name
   * @param whole where the options belong, for errors that no single one of them causes
   * @throws LinkageError if the part has an option with the name of its name or of a common option
   */
  static PartSpec resolve(
      String name,
      Class<? extends Record> common,
      Class<? extends Record> own,
      Map<String, Given> given,
      Place whole) {
    Set<String> commonNames = components(common).keySet();
    for (String option : components(own).keySet()) {
      if (option.equals(NAME) || commonNames.contains(option)) {
        throw new LinkageError("Options must not have an option \"" + option + "\": " + own);
      }
    }
    List<String> alsoLegal = new ArrayList<>(commonNames);
    alsoLegal.add(NAME);
    Map<String, Given> givenCommon = new LinkedHashMap<>(given);
    givenCommon.keySet().retainAll(commonNames);
    Map<String, Given> givenOwn = new LinkedHashMap<>(given);
    givenOwn.keySet().removeAll(commonNames);
    return new PartSpec(
        name,
        Options.toMap(bind(own, givenOwn, alsoLegal, whole)),
        Options.toMap(bind(common, givenCommon, List.of(), whole)));
  }

  /** The options of a record, by name. */
  static Map<String, RecordComponent> components(Class<? extends Record> type) {
    Map<String, RecordComponent> components = new LinkedHashMap<>();
    for (RecordComponent component : type.getRecordComponents()) {
      components.put(component.getName(), component);
    }
    return components;
  }
}
