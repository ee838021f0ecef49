package org.rank1.plugin;

import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Checks options and settings against the ranges that their records declare. */
public final class Legal {
  private Legal() {}

  /**
   * Checks the values of a record that is being made, in its compact constructor.
   *
   * @param type the record, whose components may be {@link Described} with a range
   * @param values the values of all its components, in their order
   * @throws IllegalOptionException if a value lies outside its range
   */
  public static void check(Class<? extends Record> type, Object... values) {
    RecordComponent[] components = type.getRecordComponents();
    if (components.length != values.length) {
      throw new IllegalArgumentException(
          "illegal number of values %d for %s, must be %d"
              .formatted(values.length, type.getSimpleName(), components.length));
    }
    for (int i = 0; i < components.length; i++) {
      check(type, components[i], values[i]);
    }
  }

  private static void check(Class<? extends Record> type, RecordComponent component, Object value) {
    Interval range = range(component);
    if (range == null) {
      return;
    }
    List<?> numbers = numbers(value);
    for (Object number : numbers) {
      if (!(number instanceof Number n && range.contains(n))) {
        throw new IllegalOptionException(
            type, component.getName(), value instanceof List ? value : number, words(component));
      }
    }
  }

  private static List<?> numbers(Object value) {
    if (value instanceof OptionalInt number) {
      return number.isPresent() ? List.of(number.getAsInt()) : List.of();
    }
    return value instanceof List<?> list ? list : List.of(value);
  }

  /** How a component is described, here or where it says it is. */
  static @Nullable Described described(RecordComponent component) {
    Described described = component.getAnnotation(Described.class);
    if (described == null || described.like() == NoOptions.class) {
      return described;
    }
    for (RecordComponent same : described.like().getRecordComponents()) {
      if (same.getName().equals(component.getName())) {
        return described(same);
      }
    }
    throw new LinkageError(
        "%s is described like one of %s, which has none of that name"
            .formatted(component, described.like()));
  }

  private static @Nullable Interval range(RecordComponent component) {
    Described described = described(component);
    return described == null || described.range().isEmpty()
        ? null
        : Interval.parse(described.range());
  }

  /** What may be written for a component, in words that follow "must be". */
  static String words(RecordComponent component) {
    Described described = described(component);
    Type type = component.getGenericType();
    Interval range = range(component);
    String remark = described == null ? "" : described.legal();
    if (range == null) {
      return remark.isEmpty() ? Options.describe(type) : remark;
    }
    boolean list = component.getType() == List.class;
    boolean whole = !type.getTypeName().contains("ouble"); // double, Double, List<Double>
    return (list ? "a list, each " : "")
        + range.words(whole)
        + (remark.isEmpty() ? "" : " (" + remark + ")");
  }
}
