package org.rank1.ops.projection;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.Decomposition;
import org.rank1.filter.Factors;
import org.rank1.filter.FilterForm;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.KernelDecomposer;
import org.rank1.filter.TensorSpec;
import org.rank1.filter.form.FlattenedForm;
import org.rank1.filter.form.FlattenedOptions;
import org.rank1.filter.form.Rank1Form;

/**
 * Takes dense kernels apart into rank-1 factors, filter by filter, without an engine.
 *
 * <p>The factors of a filter have equal norms; along each spatial axis the element of largest
 * magnitude is positive, and the channel factor carries the sign. A zero filter gets a zero channel
 * factor and unit vectors along the axes.
 */
public final class Rank1Decomposer implements KernelDecomposer {
  private final SpatialSearch search;
  private final FilterForm form;

  private Rank1Decomposer(SpatialSearch search, FilterForm form) {
    this.search = search;
    this.form = form;
  }

  /** Into {@link Rank1Form}, with a strategy. */
  public Rank1Decomposer(SpatialSearch search) {
    this(search, new Rank1Form());
  }

  /**
   * Into {@link FlattenedForm} with its default options, the variant that is composable: it has the
   * same factors under the same names.
   */
  public static Rank1Decomposer flattened(SpatialSearch search) {
    return new Rank1Decomposer(search, new FlattenedForm(new FlattenedOptions()));
  }

  @Override
  public FilterForm form() {
    return form;
  }

  @Override
  public Decomposition decompose(ConvSpec conv, FloatTensor kernel) {
    if (!kernel.shape().equals(conv.kernelShape())) {
      throw new IllegalArgumentException(
          "A kernel of shape %s does not fit %s".formatted(kernel.shape(), conv.kernelShape()));
    }
    search.require(conv);
    List<TensorSpec> specs = form.factors(conv);
    Map<String, FloatTensor> factors = new LinkedHashMap<>();
    specs.forEach(spec -> factors.put(spec.name(), FloatTensor.zeros(spec.shape())));
    TapGrid grid = TapGrid.of(conv);
    double squares = 0;
    double residual = 0;
    for (int o = 0; o < conv.outChannels(); o++) {
      double[] filter = filter(kernel, conv.fanIn(), o);
      GramMatrix gram = new GramMatrix(gram(filter, conv.channelsPerGroup(), grid.taps()), grid);
      if (!Double.isFinite(gram.trace())) {
        throw new IllegalArgumentException("Filter " + o + " is not finite");
      }
      double[][] vectors = SignConvention.positivePeaks(search.vectors(gram));
      double[] weights = grid.outer(vectors, -1);
      double[] channels = contract(filter, weights);
      squares += gram.trace();
      residual += residual(filter, channels, weights);
      write(factors, o, channels, vectors);
    }
    return new Decomposition(
        Factors.of(specs, factors), squares == 0 ? 0 : Math.sqrt(residual / squares));
  }

  static double[] filter(FloatTensor kernel, int size, int o) {
    double[] filter = new double[size];
    for (int i = 0; i < size; i++) {
      filter[i] = kernel.data()[o * size + i];
    }
    return filter;
  }

  static double[] gram(double[] filter, int channels, int taps) {
    double[] gram = new double[taps * taps];
    for (int c = 0; c < channels; c++) {
      for (int i = 0; i < taps; i++) {
        double left = filter[c * taps + i];
        for (int j = 0; j < taps; j++) {
          gram[i * taps + j] += left * filter[c * taps + j];
        }
      }
    }
    return gram;
  }

  private static double[] contract(double[] filter, double[] weights) {
    double[] channels = new double[filter.length / weights.length];
    for (int i = 0; i < filter.length; i++) {
      channels[i / weights.length] += filter[i] * weights[i % weights.length];
    }
    return channels;
  }

  private static double residual(double[] filter, double[] channels, double[] weights) {
    double sum = 0;
    for (int i = 0; i < filter.length; i++) {
      double difference = filter[i] - channels[i / weights.length] * weights[i % weights.length];
      sum += difference * difference;
    }
    return sum;
  }

  private static void write(
      Map<String, FloatTensor> factors, int o, double[] channels, double[][] vectors) {
    double norm = 0;
    for (double value : channels) {
      norm += value * value;
    }
    norm = Math.sqrt(norm);
    double share = norm == 0 ? 1 : Math.pow(norm, 1.0 / (vectors.length + 1));
    List<FloatTensor> ordered = new ArrayList<>(factors.values());
    row(ordered.get(0), o, channels, norm == 0 ? 0 : share / norm);
    for (int axis = 0; axis < vectors.length; axis++) {
      row(ordered.get(axis + 1), o, vectors[axis], share);
    }
  }

  private static void row(FloatTensor factor, int o, double[] values, double scale) {
    for (int i = 0; i < values.length; i++) {
      factor.data()[o * values.length + i] = (float) (values[i] * scale);
    }
  }
}
