package org.rank1.experiments.config;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rank1.io.InvalidInputException;
import org.rank1.io.NearMisses;
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
   * @param whole where the options belong, for errors that no single one of them causes
   * @throws InvalidInputException if an option is unknown or a value illegal
   */
  static <O extends Record> O bind(Class<O> type, Map<String, Given> given, Place whole) {
    Map<String, RecordComponent> components = new LinkedHashMap<>();
    for (RecordComponent component : type.getRecordComponents()) {
      components.put(component.getName(), component);
    }
    Map<String, Object> values = new LinkedHashMap<>();
    given.forEach(
        (name, value) -> {
          RecordComponent component = components.get(name);
          if (component == null) {
            List<String> legal = new ArrayList<>(components.keySet());
            legal.add(NAME);
            throw new InvalidInputException(
                NearMisses.unknown("option", name, value.place().ofKey(), legal));
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
   * Every option of a part.
   *
   * @throws LinkageError if the part has an option with the name of its name
   */
  static <O extends Record> Map<String, Object> resolve(
      Class<O> type, Map<String, Given> given, Place whole) {
    if (Arrays.stream(type.getRecordComponents()).anyMatch(c -> c.getName().equals(NAME))) {
      throw new LinkageError("Options must not have an option \"name\": " + type);
    }
    return Options.toMap(bind(type, given, whole));
  }
}
