package org.rank1.plugin;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One option as it is explained to people.
 *
 * @param name its name
 * @param text what it is, empty where its record does not say
 * @param unit what a number counts, empty for a pure number
 * @param legal the legal values in words
 * @param defaultValue the default, as it is written
 * @param choices the values to choose from, if it has such
 */
public record OptionDescription(
    String name,
    String text,
    String unit,
    String legal,
    Object defaultValue,
    List<Choice> choices) {

  /**
   * A value to choose.
   *
   * @param name how it is written
   * @param text what it means, empty where the enum does not say
   */
  public record Choice(String name, String text) {}

  /** Copies. */
  public OptionDescription {
    choices = List.copyOf(choices);
  }

  /** Every option of a record, in its order. */
  public static List<OptionDescription> of(Class<? extends Record> type) {
    Map<String, Object> defaults = Options.toMap(Options.defaults(type));
    List<OptionDescription> options = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      Described described = Legal.described(component);
      options.add(
          new OptionDescription(
              component.getName(),
              described == null ? "" : described.value(),
              described == null ? "" : described.unit(),
              Legal.words(component),
              defaults.getOrDefault(component.getName(), ""),
              choices(component.getType())));
    }
    return options;
  }

  private static List<Choice> choices(Class<?> type) {
    List<Choice> choices = new ArrayList<>();
    if (type.isEnum()) {
      for (Object constant : type.getEnumConstants()) {
        choices.add(choice(type, (Enum<?>) constant));
      }
    }
    return choices;
  }

  private static Choice choice(Class<?> type, Enum<?> constant) {
    try {
      Described described = type.getField(constant.name()).getAnnotation(Described.class);
      return new Choice(Options.spelled(constant), described == null ? "" : described.value());
    } catch (NoSuchFieldException e) {
      throw new LinkageError("An enum without its constant: " + type, e);
    }
  }

  /** The default as it can be typed after {@code name=}. */
  public String defaultText() {
    return defaultValue instanceof List<?> list
        ? "[" + String.join(", ", list.stream().map(String::valueOf).toList()) + "]"
        : defaultValue instanceof Double number ? plain(number) : String.valueOf(defaultValue);
  }

  private static String plain(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e9
        ? String.format(Locale.ROOT, "%d", (long) number)
        : String.valueOf(number).replace(".0E", "e").replace('E', 'e');
  }
}
