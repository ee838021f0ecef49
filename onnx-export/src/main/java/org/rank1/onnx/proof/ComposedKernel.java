package org.rank1.onnx.proof;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/**
 * A convolution, composed of others in double precision, with the composition of the absolute
 * values of their weights beside it: the sum of the magnitudes of all products that make up a
 * weight. Elements lie as {@code [O, taps, C/groups]}, so that the innermost loop runs over
 * channels, of which there are many.
 *
 * <p>A weight in a file is off by a rounding of itself or, below {@link Float#MIN_NORMAL}, of that;
 * so no magnitude of a weight is smaller.
 */
final class ComposedKernel {
  /** Half a gigabyte for values and magnitudes: a layer of 1,920 channels and filters of 3×3. */
  static final long MAX_ELEMENTS = 1L << 25;

  /** Half a minute. */
  private static final long MAX_PRODUCTS = 1L << 35;

  /** Roundings of doubles in a scale that is a quotient with a root, and in its product. */
  private static final int SCALING = 4;

  private final int outChannels;
  private final int inChannels;
  private final int groups;
  private final List<OffsetAxis> axes;
  private final double[] values;
  private final double[] magnitudes;
  private final int factors;
  private final long operations;

  private ComposedKernel(
      int outChannels,
      int inChannels,
      int groups,
      List<OffsetAxis> axes,
      double[] values,
      double[] magnitudes,
      int factors,
      long operations) {
    this.outChannels = outChannels;
    this.inChannels = inChannels;
    this.groups = groups;
    this.axes = List.copyOf(axes);
    this.values = values;
    this.magnitudes = magnitudes;
    this.factors = factors;
    this.operations = operations;
  }

  /** The function that returns what it is given. */
  static ComposedKernel identity(int channels, List<Integer> extents) {
    double[] ones = new double[channels];
    Arrays.fill(ones, 1);
    List<OffsetAxis> axes = extents.stream().map(OffsetAxis::identity).toList();
    return new ComposedKernel(channels, channels, channels, axes, ones, ones, 0, 1);
  }

  /**
   * The convolution of a node.
   *
   * @param weight gives the element at filter, channel within the group, and tap, row-major
   * @param factors 1, or 0 if the elements are no weights that anybody rounded
   */
  static ComposedKernel of(
      int outChannels,
      int inChannels,
      int groups,
      List<OffsetAxis> axes,
      Weight weight,
      int factors) {
    int taps = taps(axes);
    int perGroup = inChannels / groups;
    double[] values = new double[size(outChannels, perGroup, axes)];
    double[] magnitudes = new double[values.length];
    int at = 0;
    for (int filter = 0; filter < outChannels; filter++) {
      for (int tap = 0; tap < taps; tap++) {
        for (int channel = 0; channel < perGroup; channel++, at++) {
          double value = weight.at(filter, channel, tap);
          values[at] = value;
          magnitudes[at] = magnitude(value);
        }
      }
    }
    return new ComposedKernel(outChannels, inChannels, groups, axes, values, magnitudes, factors, 1)
        .trimmed();
  }

  /** The elements of a kernel. */
  @FunctionalInterface
  interface Weight {
    double at(int filter, int channel, int tap);
  }

  /** The magnitude of a weight, of which its rounding is a share. */
  static double magnitude(double weight) {
    return Math.max(Math.abs(weight), Float.MIN_NORMAL);
  }

  private static int taps(List<OffsetAxis> axes) {
    long taps = 1;
    for (OffsetAxis axis : axes) {
      taps = Math.min(taps * axis.offsets().size(), MAX_ELEMENTS + 1);
    }
    return (int) taps;
  }

  /** The number of elements, checked before anything is allocated. */
  private static int size(int outChannels, int perGroup, List<OffsetAxis> axes) {
    long size = (long) outChannels * perGroup;
    size = size > MAX_ELEMENTS ? size : size * taps(axes);
    if (size > MAX_ELEMENTS) {
      throw new IrreducibleException(
          "its kernel of %d filters, %d channels and %s taps has more than %d elements"
              .formatted(outChannels, perGroup, tapsText(axes), MAX_ELEMENTS));
    }
    return (int) size;
  }

  private static String tapsText(List<OffsetAxis> axes) {
    return axes.stream()
        .map(axis -> String.valueOf(axis.offsets().size()))
        .reduce((a, b) -> a + "×" + b)
        .orElse("1");
  }

  int outChannels() {
    return outChannels;
  }

  int inChannels() {
    return inChannels;
  }

  int groups() {
    return groups;
  }

  /** The spatial axes. */
  List<OffsetAxis> axes() {
    return axes;
  }

  /** The live values. */
  double[] values() {
    return values;
  }

  /** The live magnitudes. */
  double[] magnitudes() {
    return magnitudes;
  }

  /** The number of weights in the longest product. */
  int factors() {
    return factors;
  }

  /** How often a product that makes up an element was rounded in double precision, at most. */
  long operations() {
    return operations;
  }

  int perGroup() {
    return inChannels / groups;
  }

  int taps() {
    return taps(axes);
  }

  /** Whether channels and positions keep their number and place: a scale for each channel. */
  boolean keepsPlaces() {
    return groups == inChannels
        && outChannels == inChannels
        && axes.stream().allMatch(OffsetAxis::isIdentity);
  }

  /** Whether every filter reads one channel, its own. */
  boolean isDepthwise() {
    return groups == inChannels && outChannels == inChannels;
  }

  boolean readsOutside() {
    return axes.stream().anyMatch(OffsetAxis::readsOutside);
  }

  /** The same function without taps that never read data. */
  ComposedKernel trimmed() {
    List<List<Integer>> kept = axes.stream().map(OffsetAxis::readTaps).toList();
    List<OffsetAxis> trimmed = new ArrayList<>();
    for (int axis = 0; axis < axes.size(); axis++) {
      trimmed.add(axes.get(axis).keeping(kept.get(axis)));
    }
    if (trimmed.equals(axes)) {
      return this;
    }
    int[] sources = new int[taps(trimmed)];
    int[] index = new int[axes.size()];
    for (int tap = 0; tap < sources.length; tap++) {
      int source = 0;
      for (int axis = 0; axis < index.length; axis++) {
        source = source * axes.get(axis).offsets().size() + kept.get(axis).get(index[axis]);
      }
      sources[tap] = source;
      advance(index, trimmed);
    }
    return new ComposedKernel(
        outChannels,
        inChannels,
        groups,
        trimmed,
        gathered(values, sources),
        gathered(magnitudes, sources),
        factors,
        operations);
  }

  private double[] gathered(double[] from, int[] sources) {
    int perGroup = perGroup();
    double[] to = new double[outChannels * sources.length * perGroup];
    for (int filter = 0; filter < outChannels; filter++) {
      for (int tap = 0; tap < sources.length; tap++) {
        System.arraycopy(
            from,
            (filter * taps() + sources[tap]) * perGroup,
            to,
            (filter * sources.length + tap) * perGroup,
            perGroup);
      }
    }
    return to;
  }

  private static void advance(int[] index, List<OffsetAxis> axes) {
    for (int axis = index.length - 1; axis >= 0; axis--) {
      if (++index[axis] < axes.get(axis).offsets().size()) {
        return;
      }
      index[axis] = 0;
    }
  }

  /**
   * This convolution and then another, as one.
   *
   * @throws IrreducibleException if zeros are padded in between that this one would not give, or
   *     the result is too large
   */
  ComposedKernel then(ComposedKernel next) {
    List<OffsetAxis> combined = new ArrayList<>();
    for (int axis = 0; axis < axes.size(); axis++) {
      combined.add(axes.get(axis).then(next.axes.get(axis)));
    }
    int newGroups = gcd(groups, next.groups);
    int newPerGroup = inChannels / newGroups;
    int size = size(next.outChannels, newPerGroup, combined);
    long products =
        Math.multiplyExact(
            (long) next.outChannels * next.perGroup(),
            Math.multiplyExact((long) next.taps() * taps(), (long) perGroup()));
    if (products > MAX_PRODUCTS || (long) next.taps() * taps() > MAX_ELEMENTS) {
      throw new IrreducibleException(
          "composing its kernel takes %d products, more than %d".formatted(products, MAX_PRODUCTS));
    }
    int[] places = places(next, combined);
    double[] newValues = new double[size];
    double[] newMagnitudes = new double[size];
    int newTaps = taps(combined);
    int ownTaps = taps();
    int perGroup = perGroup();
    int nextPerGroup = next.perGroup();
    int nextTaps = next.taps();
    IntStream.range(0, next.outChannels)
        .parallel()
        .forEach(
            filter -> {
              int firstMiddle = filter / (next.outChannels / next.groups) * nextPerGroup;
              int firstChannel = filter / (next.outChannels / newGroups) * newPerGroup;
              for (int tap = 0; tap < nextTaps; tap++) {
                for (int m = 0; m < nextPerGroup; m++) {
                  int weight = (filter * nextTaps + tap) * nextPerGroup + m;
                  int middle = firstMiddle + m;
                  int channel = middle / (outChannels / groups) * perGroup - firstChannel;
                  for (int own = 0; own < ownTaps; own++) {
                    int place = places[tap * ownTaps + own];
                    add(
                        newValues,
                        newMagnitudes,
                        (filter * newTaps + place) * newPerGroup + channel,
                        (middle * ownTaps + own) * perGroup,
                        perGroup,
                        next.values[weight],
                        next.magnitudes[weight]);
                  }
                }
              }
            });
    return new ComposedKernel(
            next.outChannels,
            inChannels,
            newGroups,
            combined,
            newValues,
            newMagnitudes,
            factors + next.factors,
            operations + next.operations + (long) nextPerGroup * nextTaps + 1)
        .trimmed();
  }

  private void add(
      double[] toValues,
      double[] toMagnitudes,
      int to,
      int from,
      int count,
      double weight,
      double magnitude) {
    for (int c = 0; c < count; c++) {
      toValues[to + c] += weight * values[from + c];
    }
    for (int c = 0; c < count; c++) {
      toMagnitudes[to + c] += magnitude * magnitudes[from + c];
    }
  }

  /** Where, among the combined taps, each pair of taps meets: next's taps outside, own inside. */
  private int[] places(ComposedKernel next, List<OffsetAxis> combined) {
    int[] places = new int[next.taps() * taps()];
    int[] index = new int[2 * axes.size()];
    List<OffsetAxis> both = new ArrayList<>(next.axes);
    both.addAll(axes);
    for (int pair = 0; pair < places.length; pair++) {
      int place = 0;
      for (int axis = 0; axis < axes.size(); axis++) {
        OffsetAxis own = axes.get(axis);
        int offset =
            own.through(
                own.offsets().get(index[axes.size() + axis]),
                next.axes.get(axis).offsets().get(index[axis]));
        List<Integer> offsets = combined.get(axis).offsets();
        place = place * offsets.size() + Collections.binarySearch(offsets, offset);
      }
      places[pair] = place;
      advance(index, both);
    }
    return places;
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  /**
   * The sum of both, the second with a sign.
   *
   * @throws IrreducibleException if they differ in stride, extents or channels
   */
  ComposedKernel plus(ComposedKernel other, double sign) {
    List<OffsetAxis> union = union(other);
    ComposedKernel one = in(gcd(groups, other.groups), union);
    ComposedKernel two = other.in(gcd(groups, other.groups), union);
    double[] newValues = new double[one.values.length];
    double[] newMagnitudes = new double[one.values.length];
    for (int i = 0; i < newValues.length; i++) {
      newValues[i] = one.values[i] + sign * two.values[i];
      newMagnitudes[i] = one.magnitudes[i] + two.magnitudes[i];
    }
    return new ComposedKernel(
        outChannels,
        inChannels,
        one.groups,
        union,
        newValues,
        newMagnitudes,
        Math.max(factors, other.factors),
        Math.max(operations, other.operations) + 1);
  }

  private List<OffsetAxis> union(ComposedKernel other) {
    if (outChannels != other.outChannels
        || inChannels != other.inChannels
        || axes.size() != other.axes.size()) {
      throw new IrreducibleException(
          "branches from %d to %d and from %d to %d channels are added"
              .formatted(inChannels, outChannels, other.inChannels, other.outChannels));
    }
    List<OffsetAxis> union = new ArrayList<>();
    for (int axis = 0; axis < axes.size(); axis++) {
      union.add(axes.get(axis).union(other.axes.get(axis)));
    }
    return union;
  }

  /** Two kernels with the same groups and taps, which each of them is then stored with. */
  static List<ComposedKernel> aligned(ComposedKernel one, ComposedKernel other) {
    List<OffsetAxis> union = one.union(other);
    int groups = gcd(one.groups, other.groups);
    return List.of(one.in(groups, union), other.in(groups, union));
  }

  /** The same function with fewer groups and more taps, those that are new zero. */
  private ComposedKernel in(int newGroups, List<OffsetAxis> newAxes) {
    if (newGroups == groups && newAxes.equals(axes)) {
      return this;
    }
    int newPerGroup = inChannels / newGroups;
    double[] newValues = new double[size(outChannels, newPerGroup, newAxes)];
    double[] newMagnitudes = new double[newValues.length];
    int[] index = new int[axes.size()];
    for (int tap = 0; tap < taps(); tap++) {
      int place = 0;
      for (int axis = 0; axis < index.length; axis++) {
        List<Integer> offsets = newAxes.get(axis).offsets();
        place =
            place * offsets.size()
                + Collections.binarySearch(offsets, axes.get(axis).offsets().get(index[axis]));
      }
      for (int filter = 0; filter < outChannels; filter++) {
        int channel =
            filter / (outChannels / groups) * perGroup()
                - filter / (outChannels / newGroups) * newPerGroup;
        int from = (filter * taps() + tap) * perGroup();
        int to = (filter * taps(newAxes) + place) * newPerGroup + channel;
        System.arraycopy(values, from, newValues, to, perGroup());
        System.arraycopy(magnitudes, from, newMagnitudes, to, perGroup());
      }
      advance(index, axes);
    }
    return new ComposedKernel(
        outChannels, inChannels, newGroups, newAxes, newValues, newMagnitudes, factors, operations);
  }

  /**
   * Every filter times a number.
   *
   * @param scale for each filter
   * @param more factors that the numbers are made of
   */
  ComposedKernel scaled(double[] scale, int more) {
    return new ComposedKernel(
        outChannels,
        inChannels,
        groups,
        axes,
        scaled(values, scale, s -> s),
        scaled(magnitudes, scale, ComposedKernel::magnitude),
        factors + more,
        operations + SCALING);
  }

  private double[] scaled(double[] from, double[] scale, DoubleUnaryOperator of) {
    double[] to = new double[from.length];
    int perFilter = perGroup() * taps();
    for (int i = 0; i < to.length; i++) {
      to[i] = from[i] * of.applyAsDouble(scale[i / perFilter]);
    }
    return to;
  }

  /** What becomes of a constant in every channel, where no zeros are read from outside. */
  double[] of(double[] constant, boolean magnitude) {
    double[] own = magnitude ? magnitudes : values;
    double[] result = new double[outChannels];
    int perGroup = perGroup();
    for (int filter = 0; filter < outChannels; filter++) {
      int first = filter / (outChannels / groups) * perGroup;
      double sum = 0;
      for (int tap = 0; tap < taps(); tap++) {
        for (int c = 0; c < perGroup; c++) {
          // Nothing comes of zero, of a weight that is not a number either: the kernel shows it.
          if (constant[first + c] != 0) {
            sum += own[(filter * taps() + tap) * perGroup + c] * constant[first + c];
          }
        }
      }
      result[filter] = sum;
    }
    return result;
  }

  /** Where an element of the arrays is, for people; for the whole if there is no such element. */
  String place(int element) {
    int filter = element / (taps() * perGroup());
    int tap = element / perGroup() % taps();
    int channel = filter / (outChannels / groups) * perGroup() + element % perGroup();
    int[] index = new int[axes.size()];
    for (int i = 0; i < tap; i++) {
      advance(index, axes);
    }
    List<Integer> offsets = new ArrayList<>();
    for (int axis = 0; axis < index.length; axis++) {
      offsets.add(axes.get(axis).offsets().get(index[axis]));
    }
    return "filter %d, channel %d%s"
        .formatted(filter, channel, offsets.isEmpty() ? "" : ", offset " + offsets);
  }
}
