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
 * Convolutions to test with: a seeded crossing of kernel × stride × padding (even, uneven, none) ×
 * dilation × groups × odd and even sizes over one, two and three spatial axes, small enough for
 * {@link NaiveConvolution}.
 */
public final class ConvCases {
  private static final int[] KERNELS = {1, 2, 3, 5};
  private static final int[] STRIDES = {1, 1, 2, 3};
  private static final int[] DILATIONS = {1, 1, 2, 3};
  private static final int[] GROUPS = {1, 1, 2, 3};

  private final RandomGenerator random;
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
    int order = 1 + made++ % 3;
    List<ConvAxis> axes = new ArrayList<>();
    List<Integer> spatial = new ArrayList<>();
    for (int a = 0; a < order; a++) {
      int kernel = pick(KERNELS, order == 3 ? 3 : 4);
      ConvAxis axis =
          new ConvAxis(
              kernel,
              pick(STRIDES, 4),
              random.nextInt(Math.max(2, kernel)),
              random.nextInt(Math.max(2, kernel)),
              pick(DILATIONS, 4));
      axes.add(random.nextInt(4) == 0 ? ConvAxis.same(kernel) : axis);
      spatial.add(axes.get(a).span() + random.nextInt(order == 3 ? 3 : 5));
    }
    int groups = pick(GROUPS, 4);
    int channels = groups * (1 + random.nextInt(4));
    int filters = groups * (1 + random.nextInt(3));
    return new Case(new ConvSpec(channels, filters, new ConvGeometry(axes, groups)), spatial);
  }

  private int pick(int[] values, int count) {
    return values[random.nextInt(count)];
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
