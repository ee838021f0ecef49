package org.rank1.plugin;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.rank1.io.InvalidInputException;
import org.rank1.io.NearMisses;

/**
 * Options as records, and their exchange with plain maps (from YAML, JSON or the command line).
 *
 * <p>Legal component types: {@code int}, {@code long}, {@code double}, {@code boolean}, {@code
 * String}, enums (written {@code lower-case-with-dashes}) and lists of these.
 */
public final class Options {
  private Options() {}

  /**
   * The defaults: what the record's public no-argument constructor gives.
   *
   * @throws InvalidInputException naming the record and where it comes from, if it has no such
   *     constructor or that one fails
   */
  public static <O extends Record> O defaults(Class<O> type) {
    try {
      Constructor<O> constructor = type.getDeclaredConstructor();
      constructor.setAccessible(true);
      return constructor.newInstance();
    } catch (NoSuchMethodException e) {
      throw new InvalidInputException(
          "%s has no constructor without arguments, which would give the defaults."
              .formatted(named(type)),
          e);
    } catch (InvocationTargetException e) {
      throw new InvalidInputException(
          "%s cannot be made with its defaults: %s.".formatted(named(type), reason(e)), e);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("Options must be constructible: " + type, e);
    }
  }

  /** The record and its jar: whoever reads the sentence may have to ask its author. */
  private static String named(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    return "The options record \"%s\"%s"
        .formatted(
            type.getName(),
            source == null || source.getLocation() == null
                ? ""
                : " in " + source.getLocation().getPath());
  }

  private static String reason(InvocationTargetException e) {
    Throwable cause = e.getCause();
    if (cause instanceof Error error) {
      throw error;
    }
    return cause == null || cause.getMessage() == null ? String.valueOf(cause) : cause.getMessage();
  }

  /**
   * The defaults overlaid by the given values.
   *
   * @param values names to numbers, booleans, strings (parsed where another type is asked for) or
   *     lists
   * @param place where the values come from, for example {@code optimizer}; names in errors start
   *     with it
   * @throws InvalidInputException if a name is unknown, a value illegal or outside its {@linkplain
   *     Described#range range}, or the record refuses the values together
   */
  public static <O extends Record> O bind(Class<O> type, Map<String, ?> values, String place) {
    RecordComponent[] components = type.getRecordComponents();
    List<String> names = Arrays.stream(components).map(RecordComponent::getName).toList();
    for (String name : values.keySet()) {
      if (!names.contains(name)) {
        throw new InvalidInputException(
            NearMisses.unknown("option", name, place + "." + name, names));
      }
    }
    Map<String, Object> defaults = toMapUnconverted(defaults(type));
    Object[] arguments = new Object[components.length];
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      String name = names.get(i);
      types[i] = components[i].getType();
      arguments[i] =
          values.containsKey(name)
              ? convert(values.get(name), components[i].getGenericType(), place + "." + name)
              : defaults.get(name);
    }
    try {
      return construct(type.getDeclaredConstructor(types), arguments, place);
    } catch (NoSuchMethodException e) {
      throw new LinkageError("A record without its canonical constructor: " + type, e);
    }
  }

  /** All options by name, enums and lists in the form in which {@link #bind} reads them. */
  public static Map<String, Object> toMap(Record options) {
    Map<String, Object> map = toMapUnconverted(options);
    map.replaceAll((name, value) -> plain(value));
    return map;
  }

  private static Object plain(Object value) {
    if (value instanceof Enum<?> constant) {
      return spelled(constant);
    }
    return value instanceof List<?> list ? list.stream().map(Options::plain).toList() : value;
  }

  static String spelled(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Map<String, Object> toMapUnconverted(Record options) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (RecordComponent component : options.getClass().getRecordComponents()) {
      try {
        component.getAccessor().setAccessible(true);
        map.put(component.getName(), component.getAccessor().invoke(options));
      } catch (ReflectiveOperationException e) {
        throw new LinkageError("Options records must be readable: " + options.getClass(), e);
      }
    }
    return map;
  }

  /**
   * Reads one value as a type.
   *
   * @throws InvalidInputException naming the place, the value and what was expected
   */
  public static Object convert(Object value, Type type, String place) {
    try {
      if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
        List<?> elements = value instanceof List<?> given ? given : splitList(value);
        List<Object> converted = new ArrayList<>();
        for (Object element : elements) {
          converted.add(convert(element, list.getActualTypeArguments()[0], place));
        }
        return List.copyOf(converted);
      }
      String text = String.valueOf(value).strip();
      if (value instanceof List || value instanceof Map) {
        throw illegal(place, value, describe(type));
      } else if (type == int.class || type == Integer.class) {
        return Integer.parseInt(text);
      } else if (type == long.class || type == Long.class) {
        return Long.parseLong(text);
      } else if (type == double.class || type == Double.class) {
        return Double.parseDouble(text);
      } else if (type == String.class) {
        return text;
      } else if (type == boolean.class && (text.equals("true") || text.equals("false"))) {
        return text.equals("true");
      } else if (type instanceof Class<?> enumType && enumType.isEnum()) {
        for (Object constant : enumType.getEnumConstants()) {
          if (spelled((Enum<?>) constant).equals(text)) {
            return constant;
          }
        }
      }
    } catch (NumberFormatException e) {
      throw illegal(place, value, describe(type));
    }
    throw illegal(place, value, describe(type));
  }

  private static List<String> splitList(Object value) {
    String text = String.valueOf(value).strip();
    if (text.startsWith("[") && text.endsWith("]")) {
      text = text.substring(1, text.length() - 1).strip();
    }
    return text.isEmpty() ? List.of() : Arrays.asList(text.split("\\s*,\\s*", -1));
  }

  private static InvalidInputException illegal(String place, Object value, String expected) {
    return new InvalidInputException(
        "Illegal value \"%s\" at %s, must be %s.".formatted(value, place, expected));
  }

  /** What may be written for a type, in words. */
  public static String describe(Type type) {
    if (type instanceof ParameterizedType list) {
      return "a list, each " + describe(list.getActualTypeArguments()[0]);
    }
    if (type instanceof Class<?> enumType && enumType.isEnum()) {
      return "one of "
          + String.join(
              ", ",
              Arrays.stream(enumType.getEnumConstants()).map(c -> spelled((Enum<?>) c)).toList());
    }
    if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
      return "a whole number";
    }
    if (type == double.class || type == Double.class) {
      return "a number";
    }
    return type == boolean.class ? "true or false" : "a text";
  }

  private static <O extends Record> O construct(
      Constructor<O> constructor, Object[] arguments, String place) {
    try {
      constructor.setAccessible(true);
      Legal.check(constructor.getDeclaringClass(), arguments);
      return constructor.newInstance(arguments);
    } catch (IllegalOptionException e) {
      throw new InvalidInputException(sentence(String.valueOf(e.getMessage()), place), e);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof InvalidInputException refusal) {
        throw refusal;
      }
      if (e.getCause() instanceof IllegalArgumentException illegal) {
        throw new InvalidInputException(
            sentence(String.valueOf(illegal.getMessage()), place), illegal);
      }
      throw new InvalidInputException(
          "%s cannot be made (at %s): %s."
              .formatted(named(constructor.getDeclaringClass()), place, reason(e)),
          e);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("Options must be constructible: " + constructor, e);
    }
  }

  private static String sentence(String message, String place) {
    return Character.toUpperCase(message.charAt(0)) + message.substring(1) + " (at " + place + ").";
  }
}
