package org.rank1.onnx.export;

import java.util.OptionalInt;
import org.rank1.io.InvalidInputException;
import org.rank1.onnx.graph.Dimension;

/**
 * How many examples an exported model takes at once.
 *
 * @param size the fixed number, or empty if it is chosen at run time
 */
public record Batch(OptionalInt size) {
  /** Any number of examples, chosen at run time: the symbolic dimension {@code N}. */
  public static final Batch DYNAMIC = new Batch(OptionalInt.empty());

  private static final String DYNAMIC_TEXT = "dynamic";

  /** Checks that a fixed size is at least 1. */
  public Batch {
    if (size.isPresent() && size.getAsInt() < 1) {
      throw new IllegalArgumentException(
          "illegal batch " + size.getAsInt() + ", must be at least 1 or " + DYNAMIC_TEXT);
    }
  }

  /** Always the same number of examples. */
  public static Batch fixed(int size) {
    return new Batch(OptionalInt.of(size));
  }

  /**
   * Reads a number of at least 1, or {@code dynamic}.
   *
   * @param place where the text comes from, for example {@code --batch}
   * @throws InvalidInputException if it is neither
   */
  public static Batch parse(String text, String place) {
    if (text.equals(DYNAMIC_TEXT)) {
      return DYNAMIC;
    }
    try {
      return fixed(Integer.parseInt(text));
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(
          "Illegal value \"%s\" at %s, must be a whole number of at least 1 or %s."
              .formatted(text, place, DYNAMIC_TEXT),
          e);
    }
  }

  Dimension dimension() {
    return size.isPresent() ? Dimension.of(size.getAsInt()) : Dimension.symbol("N");
  }

  @Override
  public String toString() {
    return size.isPresent() ? Integer.toString(size.getAsInt()) : DYNAMIC_TEXT;
  }
}
