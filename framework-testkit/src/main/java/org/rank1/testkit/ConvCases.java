package org.rank1.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.rank1.filter.ConvAxis;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.Factors;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.TensorSpec;

/**
 * Convolutions to test with: a seeded crossing of kernel × stride × padding (none, equal, unequal)
 * × dilation × groups × odd and even sizes over one, two and three spatial axes, in which every
 * pair of levels soon occurs ({@link PairCoverage}); small enough for {@link NaiveConvolution}.
 */
public final class ConvCases {
  /** The kernels to cross, for one, two and three axes. */
  private static final List<List<List<Integer>>> KERNELS =
      List.of(
          List.of(List.of(1), List.of(2), List.of(3), List.of(5), List.of(7)),
          List.of(
              List.of(1, 1),
              List.of(2, 2),
              List.of(3, 3),
              List.of(5, 5),
              List.of(7, 7),
              List.of(1, 3),
              List.of(3, 1)),
          List.of(
              List.of(1, 1, 1),
              List.of(2, 2, 2),
              List.of(3, 3, 3),
              List.of(1, 3, 3),
              List.of(3, 1, 1),
              List.of(5, 1, 2),
              List.of(1, 7, 1)));

  private static final int[] STRIDES = {1, 2, 3};
  private static final int[] DILATIONS = {1, 2};

  /** The random cases among which the one is taken that adds most to what has been crossed. */
  private static final int CANDIDATES = 24;

  private final RandomGenerator random;
  private final PairCoverage coverage = new PairCoverage();
  private int made;

  /** Cases from a source of randomness; the same source gives the same cases. */
  public ConvCases(RandomGenerator random) {
    this.random = random;
  }

  /**
   * One convolution with an input that fits.
   *
   * @param conv channels and geometry
   * @param spatial sizes of the input's spatial axes
   */
  public record Case(ConvSpec conv, List<Integer> spatial) {
    /** The elements of one input example. */
    public int inputSize() {
      return spatial.stream().reduce(conv.inChannels(), Math::multiplyExact);
    }
  }

  /** The next case; the number of axes goes round 1, 2, 3. */
  public Case next() {
    return next(1 + made++ % 3);
  }

  /** The next case with a number of axes: of several random ones that with most new pairs. */
  public Case next(int axes) {
    Case best = candidate(axes);
    for (int i = 1; i < CANDIDATES; i++) {
      Case other = candidate(axes);
      if (coverage.added(other) > coverage.added(best)) {
        best = other;
      }
    }
    coverage.add(best);
    return best;
  }

  private Case candidate(int order) {
    List<List<Integer>> kernels = KERNELS.get(order - 1);
    List<Integer> kernel = kernels.get(random.nextInt(kernels.size()));
    List<ConvAxis> axes = new ArrayList<>();
    List<Integer> spatial = new ArrayList<>();
    for (int taps : kernel) {
      ConvAxis axis = padded(taps, pick(STRIDES), pick(DILATIONS));
      axes.add(axis);
      int padding = axis.padBegin() + axis.padEnd();
      spatial.add(Math.max(1, axis.span() - padding) + random.nextInt(order == 3 ? 3 : 5));
    }
    int groups = random.nextInt(3);
    int channels = (groups == 1 ? 2 : 1) * (1 + random.nextInt(4));
    int grouped = groups == 0 ? 1 : groups == 1 ? 2 : channels;
    return new Case(
        new ConvSpec(channels, filters(order, grouped), new ConvGeometry(axes, grouped)), spatial);
  }

  /** A multiple of the groups; half of them powers of the number of axes, if there is one. */
  private int filters(int order, int groups) {
    if (random.nextBoolean()) {
      int first = 1 + random.nextInt(3);
      for (int n = first; n < first + 3; n++) {
        int power = (int) Math.pow(1 + n % 3, order);
        if (power % groups == 0) {
          return power;
        }
      }
    }
    return groups * (1 + random.nextInt(3));
  }

  /** No padding, that which keeps the size, as much at both ends, or unequal padding. */
  private ConvAxis padded(int taps, int stride, int dilation) {
    int span = dilation * (taps - 1) + 1;
    int equal = 1 + random.nextInt(2);
    int begin = random.nextInt(3);
    return switch (random.nextInt(4)) {
      case 0 -> new ConvAxis(taps, stride, 0, 0, dilation);
      case 1 -> new ConvAxis(taps, stride, (span - 1) / 2, span / 2, dilation);
      case 2 -> new ConvAxis(taps, stride, equal, equal, dilation);
      default -> new ConvAxis(taps, stride, begin, begin + 1, dilation);
    };
  }

  private int pick(int[] values) {
    return values[random.nextInt(values.length)];
  }

  /** Gaussian numbers. */
  public double[] gaussian(int size) {
    double[] values = new double[size];
    // Rounded to floats, so that both precisions start from the same numbers.
    Arrays.setAll(values, i -> (float) random.nextGaussian());
    return values;
  }

  /** Gaussian factors. */
  public Factors factors(List<TensorSpec> specs) {
    Map<String, FloatTensor> factors = new LinkedHashMap<>();
    for (TensorSpec spec : specs) {
      FloatTensor factor = FloatTensor.zeros(spec.shape());
      for (int i = 0; i < factor.size(); i++) {
        factor.data()[i] = (float) random.nextGaussian();
      }
      factors.put(spec.name(), factor);
    }
    return Factors.of(specs, factors);
  }
}
