package org.rank1.plugin;

/**
 * Options or settings were to be made with a value outside its range. The message names the
 * record's component, or the method's parameter, which is what a program knows it by; the command
 * line and configuration files say instead where the user wrote it, a flag or a key.
 */
public final class IllegalOptionException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final Class<?> type;
  private final String component;
  private final String value;
  private final String legal;

  /**
   * A refusal.
   *
   * @param type the record, or the class whose method it is
   * @param component its component, or the parameter
   * @param value the value given for it
   * @param legal the legal values in words that follow "must be"
   */
  public IllegalOptionException(Class<?> type, String component, Object value, String legal) {
    super("illegal " + component + " " + value + ", must be " + legal);
    this.type = type;
    this.component = component;
    this.value = String.valueOf(value);
    this.legal = legal;
  }

  /** The record, or the class whose method it is. */
  public Class<?> type() {
    return type;
  }

  /** The component or parameter. */
  public String component() {
    return component;
  }

  /** The value that was given, as text. */
  public String value() {
    return value;
  }

  /** One sentence for a user who wrote the value at a place of that name. */
  public String at(String place) {
    return "Illegal value \"%s\" at %s, must be %s.".formatted(value, place, legal);
  }
}
