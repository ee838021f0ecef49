package org.rank1.plugin;

/**
 * A record of options or settings was to be made with a value outside its range. The message names
 * the record's component, which is what a program knows it by; the command line and configuration
 * files say instead where the user wrote it, a flag or a key.
 */
public final class IllegalOptionException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final Class<? extends Record> type;
  private final String component;
  private final String value;
  private final String legal;

  /**
   * A refusal.
   *
   * @param type the record
   * @param component its component
   * @param value the value given for it
   * @param legal the legal values in words that follow "must be"
   */
  public IllegalOptionException(
      Class<? extends Record> type, String component, Object value, String legal) {
    super("illegal " + component + " " + value + ", must be " + legal);
    this.type = type;
    this.component = component;
    this.value = String.valueOf(value);
    this.legal = legal;
  }

  /** The record. */
  public Class<? extends Record> type() {
    return type;
  }

  /** Its component. */
  public String component() {
    return component;
  }

  /** One sentence for a user who wrote the value at a place of that name. */
  public String at(String place) {
    return "Illegal value \"%s\" at %s, must be %s.".formatted(value, place, legal);
  }
}
