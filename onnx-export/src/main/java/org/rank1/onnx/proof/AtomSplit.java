package org.rank1.onnx.proof;

import java.io.Serial;
import java.util.Set;

/**
 * Says that values were taken apart too coarsely: an axis of theirs, stored as one, turns out to be
 * two. Caught by {@link SegmentProof}, which begins again with finer axes.
 */
final class AtomSplit extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final transient Set<String> values;
  private final int atom;
  private final long outer;

  /**
   * @param values that are read, of which an axis is to be split
   * @param atom its number
   * @param outer extent of the first of the two axes that it is
   */
  AtomSplit(Set<String> values, int atom, long outer) {
    super("axis %d of %s is two, the first of extent %d".formatted(atom, values, outer));
    this.values = values;
    this.atom = atom;
    this.outer = outer;
  }

  Set<String> values() {
    return values;
  }

  int atom() {
    return atom;
  }

  long outer() {
    return outer;
  }
}
