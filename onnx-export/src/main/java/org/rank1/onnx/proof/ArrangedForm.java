package org.rank1.onnx.proof;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.rank1.onnx.operator.DoubleTensor;

/**
 * A {@link LinearForm} as it lies in a tensor. The tensor's axes are made of atoms: the batch, the
 * channel, and the spatial axes of the form. A reshape groups atoms in another way, a transposition
 * orders the groups in another way; neither changes the function.
 *
 * @param batch extent of the batch
 * @param form the function
 * @param axes for each axis of the tensor the atoms that it is made of, outermost first
 */
record ArrangedForm(long batch, LinearForm form, List<List<Integer>> axes) {
  static final int BATCH = 0;
  static final int CHANNEL = 1;

  /** The first spatial axis. */
  static final int SPATIAL = 2;

  ArrangedForm {
    axes = axes.stream().map(List::copyOf).toList();
  }

  /**
   * A value itself, as a tensor whose axes are atoms.
   *
   * @param extents batch, channel, and the spatial axes
   */
  static ArrangedForm of(String name, List<Long> extents) {
    List<Integer> spatial =
        extents.stream().skip(SPATIAL).map(extent -> Math.toIntExact(extent)).toList();
    return new ArrangedForm(
        extents.get(BATCH),
        LinearForm.of(name, Math.toIntExact(extents.get(CHANNEL)), spatial),
        IntStream.range(0, extents.size()).mapToObj(List::of).toList());
  }

  ArrangedForm with(LinearForm newForm) {
    return new ArrangedForm(batch, newForm, axes);
  }

  long extent(int atom) {
    return switch (atom) {
      case BATCH -> batch;
      case CHANNEL -> form.channels();
      default -> form.extents().get(atom - SPATIAL);
    };
  }

  /** The extents of the tensor. */
  List<Long> shape() {
    return axes.stream().map(this::size).toList();
  }

  private long size(List<Integer> atoms) {
    return atoms.stream().mapToLong(this::extent).reduce(1, Math::multiplyExact);
  }

  int order() {
    return axes.size();
  }

  /** The atoms of an axis that have more than one position. */
  List<Integer> significant(int axis) {
    return axes.get(axis).stream().filter(atom -> extent(atom) > 1).toList();
  }

  /** All atoms with more than one position in the order of the tensor's elements. */
  List<Integer> elementOrder() {
    return axes.stream().flatMap(List::stream).filter(atom -> extent(atom) > 1).toList();
  }

  /**
   * The same elements in the same order under another shape.
   *
   * @throws AtomSplit if an atom must be two
   * @throws IrreducibleException if that cannot be
   */
  ArrangedForm reshaped(List<Long> target) {
    List<Integer> atoms = axes.stream().flatMap(List::stream).toList();
    List<List<Integer>> grouped = new ArrayList<>();
    int at = 0;
    for (long extent : target) {
      List<Integer> group = new ArrayList<>();
      long product = 1;
      if (extent == 1 && at < atoms.size() && extent(atoms.get(at)) == 1) {
        group.add(atoms.get(at++));
      }
      while (product < extent && at < atoms.size()) {
        int atom = atoms.get(at);
        long next = Math.multiplyExact(product, extent(atom));
        if (next > extent) {
          throw split(atom, extent % product == 0 ? extent / product : 0);
        }
        group.add(atom);
        product = next;
        at++;
      }
      require(product == extent, "a reshape changes the number of elements");
      grouped.add(group);
    }
    require(!grouped.isEmpty() || atoms.isEmpty(), "a reshape leaves no axis");
    for (; at < atoms.size(); at++) {
      require(extent(atoms.get(at)) == 1, "a reshape changes the number of elements");
      grouped.get(grouped.size() - 1).add(atoms.get(at));
    }
    return new ArrangedForm(batch, form, grouped);
  }

  RuntimeException split(int atom, long outer) {
    boolean known =
        atom == CHANNEL ? form.keepsChannels() : atom >= SPATIAL && form.keepsAxis(atom - SPATIAL);
    if (outer < 2 || extent(atom) % outer != 0 || !known) {
      return new IrreducibleException("a reshape divides an axis in a way that is not understood");
    }
    return new AtomSplit(form.terms().keySet(), atom, outer);
  }

  /** Axis {@code i} becomes what was {@code permutation[i]}. */
  ArrangedForm transposed(List<Integer> permutation) {
    require(
        permutation.stream().sorted().toList().equals(IntStream.range(0, order()).boxed().toList()),
        "a transposition of other axes than there are");
    return new ArrangedForm(batch, form, permutation.stream().map(axes::get).toList());
  }

  /**
   * The number for each channel that a constant comes to when it is broadcast to this tensor.
   *
   * @throws IrreducibleException if it depends on more than the channel
   */
  double[] channelVector(DoubleTensor constant) {
    int missing = order() - constant.shape().size();
    require(missing >= 0, "a constant has more axes than what it is combined with");
    double[] vector = new double[form.channels()];
    boolean[] known = new boolean[vector.length];
    int[] index = new int[constant.shape().size()];
    boolean varies = false;
    for (int axis = 0; axis < index.length; axis++) {
      int extent = constant.shape().get(axis);
      require(
          extent == 1 || extent == size(axes.get(axis + missing)),
          "a constant makes what it is combined with larger");
      varies |= extent > 1 && axes.get(axis + missing).contains(CHANNEL);
    }
    for (int i = 0; i < constant.data().length; i++) {
      int channel = varies ? channel(index, missing) : 0;
      double value = constant.data()[i];
      require(
          !known[channel] || Double.compare(vector[channel], value) == 0,
          "a constant differs from position to position");
      vector[channel] = value;
      known[channel] = true;
      for (int axis = index.length - 1; axis >= 0; axis--) {
        if (++index[axis] < constant.shape().get(axis)) {
          break;
        }
        index[axis] = 0;
      }
    }
    return varies ? vector : LinearForm.filled(vector.length, vector[0]);
  }

  private int channel(int[] index, int missing) {
    for (int axis = 0; axis < index.length; axis++) {
      List<Integer> atoms = axes.get(axis + missing);
      int at = atoms.indexOf(CHANNEL);
      if (at >= 0) {
        long inner = size(atoms.subList(at + 1, atoms.size()));
        return (int) (index[axis] / inner % form.channels());
      }
    }
    throw new IllegalStateException("No axis holds the channels");
  }

  static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IrreducibleException(otherwise);
    }
  }
}
