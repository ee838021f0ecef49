package org.rank1.ops.projection;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.Factors;
import org.rank1.filter.FilterForm;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.InputMoments;
import org.rank1.filter.KernelDecomposer;
import org.rank1.filter.TensorSpec;
import org.rank1.filter.form.FlattenedForm;
import org.rank1.filter.form.FlattenedOptions;
import org.rank1.filter.form.Rank1Form;

/**
 * Takes dense kernels apart into rank-1 factors, filter by filter, without an engine: those of
 * {@link Rank1Form}, or of {@link FlattenedForm} in the variant that is composable, which are the
 * same under the same names.
 *
 * <p>The factors of a filter have equal norms; along each spatial axis the element of largest
 * magnitude is positive, and the channel factor carries the sign. A zero filter gets a zero channel
 * factor and unit vectors along the axes.
 */
public final class Rank1Decomposer implements KernelDecomposer {
  private static final Set<FilterForm> FORMS =
      Set.of(new Rank1Form(), new FlattenedForm(new FlattenedOptions()));

  private final SpatialSearch search;

  /** Takes its strategy. */
  public Rank1Decomposer(SpatialSearch search) {
    this.search = search;
  }

  @Override
  public boolean covers(FilterForm form) {
    return FORMS.contains(form);
  }

  @Override
  public double suboptimality(FilterForm form, ConvSpec conv) {
    return search.suboptimality(TapGrid.of(conv).axes());
  }

  @Override
  public Factors factors(
      FilterForm form, ConvSpec conv, FloatTensor kernel, Optional<InputMoments> inputs) {
    search.require(conv);
    List<TensorSpec> specs = form.factors(conv);
    Map<String, FloatTensor> factors = new LinkedHashMap<>();
    specs.forEach(spec -> factors.put(spec.name(), FloatTensor.zeros(spec.shape())));
    TapGrid grid = TapGrid.of(conv);
    for (int o = 0; o < conv.outChannels(); o++) {
      double[] filter = filter(kernel, conv.fanIn(), o);
      GramMatrix gram = new GramMatrix(gram(filter, conv.channelsPerGroup(), grid.taps()), grid);
      double[][] vectors = SignConvention.positivePeaks(search.vectors(gram));
      write(factors, o, contract(filter, grid.outer(vectors, -1)), vectors);
    }
    return Factors.of(specs, factors);
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

  static double[] contract(double[] filter, double[] weights) {
    double[] channels = new double[filter.length / weights.length];
    for (int i = 0; i < filter.length; i++) {
      channels[i / weights.length] += filter[i] * weights[i % weights.length];
    }
    return channels;
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
