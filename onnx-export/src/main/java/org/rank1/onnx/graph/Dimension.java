package org.rank1.onnx.graph;

/**
 * One extent of a value: a known size, a symbol such as {@code N} for a size chosen at run time, or
 * nothing at all.
 *
 * @param size the size, or -1 if it is not known
 * @param symbol the symbol, or empty
 */
public record Dimension(long size, String symbol) {
  /** An extent about which nothing is known. */
  public static final Dimension UNKNOWN = new Dimension(-1, "");

  /** Checks that at most one of the two is given. */
  public Dimension {
    if (size < -1 || size > Integer.MAX_VALUE || (size >= 0 && !symbol.isEmpty())) {
      throw new IllegalArgumentException(
          "illegal extent " + size + ", must be from 0 to " + Integer.MAX_VALUE);
    }
  }

  /**
   * A known extent.
   *
   * @throws IllegalArgumentException if it is negative or exceeds {@code int}
   */
  public static Dimension of(long size) {
    if (size < 0) {
      throw new IllegalArgumentException(
          "illegal extent " + size + ", must be from 0 to " + Integer.MAX_VALUE);
    }
    return new Dimension(size, "");
  }

  /** An extent that is chosen at run time and has a name. */
  public static Dimension symbol(String symbol) {
    return new Dimension(-1, symbol);
  }

  /** Whether the size is known. */
  public boolean isKnown() {
    return size >= 0;
  }

  /** Whether both sizes are known and differ: symbols may stand for any size. */
  public boolean contradicts(Dimension other) {
    return isKnown() && other.isKnown() && size != other.size;
  }

  /** What is known from either, where they do not contradict. */
  public Dimension or(Dimension other) {
    return isKnown() || (!other.isKnown() && !symbol.isEmpty()) ? this : other;
  }

  @Override
  public String toString() {
    return isKnown() ? Long.toString(size) : symbol.isEmpty() ? "?" : symbol;
  }
}
