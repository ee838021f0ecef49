package org.rank1.onnx.proof;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.rank1.filter.ConvAxis;

/**
 * One spatial axis of a convolution as a function: output {@code j} reads {@code x[j·stride + o]}
 * for every offset {@code o}, and what lies outside of {@code [0, input)} is zero. Padding and
 * dilation are in the offsets, so that equal functions look equal.
 *
 * @param input extent of what is read
 * @param stride input positions between two outputs
 * @param offsets of the taps, ascending
 * @param output extent of what is written
 */
record OffsetAxis(int input, int stride, List<Integer> offsets, int output) {
  private static final long MAX_PAIRS = 1L << 20;

  OffsetAxis {
    offsets = List.copyOf(offsets);
  }

  /** An axis that is passed on as it is. */
  static OffsetAxis identity(int extent) {
    return new OffsetAxis(extent, 1, List.of(0), extent);
  }

  /** An axis of which every position is read for one output. */
  static OffsetAxis whole(int extent) {
    return new OffsetAxis(extent, 1, IntStream.range(0, extent).boxed().toList(), 1);
  }

  /**
   * The axis of a convolution node.
   *
   * @throws IllegalArgumentException if the window does not fit into the padded input
   */
  static OffsetAxis of(ConvAxis axis, int input) {
    List<Integer> offsets = new ArrayList<>();
    for (int tap = 0; tap < axis.kernel(); tap++) {
      offsets.add(Math.subtractExact(Math.multiplyExact(tap, axis.dilation()), axis.padBegin()));
    }
    return new OffsetAxis(input, axis.stride(), offsets, axis.outputSize(input));
  }

  boolean isIdentity() {
    return stride == 1 && input == output && offsets.equals(List.of(0));
  }

  /** Whether a tap reads data for at least one output. */
  private boolean isRead(int offset) {
    long first = offset >= 0 ? 0 : (-(long) offset + stride - 1) / stride;
    return first < output && first * stride + offset < input;
  }

  /** The places, within the offsets, of the taps that ever read data. */
  List<Integer> readTaps() {
    return IntStream.range(0, offsets.size()).filter(t -> isRead(offsets.get(t))).boxed().toList();
  }

  /** The same function with taps left out that are zero or read nothing. */
  OffsetAxis keeping(List<Integer> taps) {
    // With one output there is no step.
    return new OffsetAxis(
        input, output == 1 ? 1 : stride, taps.stream().map(offsets::get).toList(), output);
  }

  /** Whether some tap reads zeros outside of the data for some output. */
  boolean readsOutside() {
    return readsBefore() || readsAfter();
  }

  private boolean readsBefore() {
    return !offsets.isEmpty() && offsets.get(0) < 0;
  }

  private boolean readsAfter() {
    return !offsets.isEmpty() && (output - 1L) * stride + offsets.get(offsets.size() - 1) >= input;
  }

  /**
   * This axis and then another, as one. The zeros that the second reads outside of this one's
   * output must be what this one would give there.
   *
   * @throws IrreducibleException if they are not
   */
  OffsetAxis then(OffsetAxis next) {
    boolean empty = offsets.isEmpty();
    if (!empty
        && ((next.readsBefore() && offsets.get(offsets.size() - 1) - stride >= 0)
            || (next.readsAfter() && (long) output * stride + offsets.get(0) < input))) {
      throw new IrreducibleException(
          "zeros are padded to a value whose stage would give something else there");
    }
    if ((long) offsets.size() * next.offsets.size() > MAX_PAIRS) {
      throw new IrreducibleException(
          "windows of %d and %d taps follow each other"
              .formatted(offsets.size(), next.offsets.size()));
    }
    TreeSet<Integer> combined = new TreeSet<>();
    for (int second : next.offsets) {
      for (int first : offsets) {
        combined.add(through(first, second));
      }
    }
    return new OffsetAxis(
        input, Math.multiplyExact(stride, next.stride), List.copyOf(combined), next.output);
  }

  /** The offset of a tap of the next axis read through a tap of this one. */
  int through(int first, int second) {
    return Math.addExact(Math.multiplyExact(second, stride), first);
  }

  /**
   * An axis with the taps of two that are otherwise the same.
   *
   * @throws IrreducibleException if they differ in more
   */
  OffsetAxis union(OffsetAxis other) {
    if (input != other.input || stride != other.stride || output != other.output) {
      throw new IrreducibleException(
          "branches with strides %d and %d from %d and %d to %d and %d positions are added"
              .formatted(stride, other.stride, input, other.input, output, other.output));
    }
    TreeSet<Integer> all = new TreeSet<>(offsets);
    all.addAll(other.offsets);
    return new OffsetAxis(input, stride, List.copyOf(all), output);
  }
}
