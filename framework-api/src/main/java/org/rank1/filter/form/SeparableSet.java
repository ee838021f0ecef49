package org.rank1.filter.form;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.rank1.filter.ConvAxis;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.Factors;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.TensorSpec;

/**
 * One set of 1-D filters per filter — one across channels, one along every spatial axis with more
 * than one tap — and the plain convolutions they make.
 *
 * @param conv the convolution the set stands for
 * @param suffix appended to every factor's name, to tell several sets apart
 */
record SeparableSet(ConvSpec conv, String suffix) {
  private static final List<List<String>> AXIS_FACTORS =
      List.of(List.of("p"), List.of("p", "q"), List.of("tau", "p", "q"));

  /** {@code t}, the factor across channels. */
  String channelFactor() {
    return Rank1Form.CHANNEL_FACTOR + suffix;
  }

  /** {@code p}, {@code q} or {@code tau}. */
  String axisFactor(int axis) {
    return AXIS_FACTORS.get(conv.geometry().axes().size() - 1).get(axis) + suffix;
  }

  /** The axes with more than one tap. */
  List<Integer> axes() {
    List<ConvAxis> axes = conv.geometry().axes();
    return IntStream.range(0, axes.size())
        .filter(axis -> axes.get(axis).kernel() > 1)
        .boxed()
        .toList();
  }

  /** {@code t [O, C/groups]}, then one factor {@code [O, k]} per axis. */
  List<TensorSpec> factors() {
    List<TensorSpec> factors = new ArrayList<>();
    factors.add(
        new TensorSpec(channelFactor(), List.of(conv.outChannels(), conv.channelsPerGroup())));
    for (int axis : axes()) {
      int taps = conv.geometry().axes().get(axis).kernel();
      factors.add(new TensorSpec(axisFactor(axis), List.of(conv.outChannels(), taps)));
    }
    return List.copyOf(factors);
  }

  /**
   * The convolution of a stage that applies the factors of some axes. The first stage of a set also
   * applies {@code t}, and takes stride and padding of the axes that have no factor.
   */
  ConvSpec stage(List<Integer> applied, boolean first) {
    List<ConvAxis> axes = new ArrayList<>();
    for (int axis = 0; axis < conv.geometry().axes().size(); axis++) {
      ConvAxis own = conv.geometry().axes().get(axis);
      boolean here = applied.contains(axis) || (first && own.kernel() == 1);
      axes.add(here ? own : ConvAxis.IDENTITY);
    }
    return new ConvSpec(
        first ? conv.inChannels() : conv.outChannels(),
        conv.outChannels(),
        new ConvGeometry(axes, first ? conv.geometry().groups() : conv.outChannels()));
  }

  /** The kernel of such a stage: per filter the outer product of the applied factors. */
  FloatTensor kernel(List<Integer> applied, boolean first, Factors factors) {
    return product(stage(applied, first), applied, first, factors);
  }

  /** The kernel of the whole set: per filter the outer product of all its factors. */
  FloatTensor compose(Factors factors) {
    return product(conv, axes(), true, factors);
  }

  private FloatTensor product(
      ConvSpec target, List<Integer> applied, boolean channels, Factors factors) {
    FloatTensor kernel = FloatTensor.zeros(target.kernelShape());
    int inputs = target.channelsPerGroup();
    int taps = target.geometry().taps();
    float[] t = channels ? factors.get(channelFactor()).data() : new float[0];
    double[] spatial = new double[taps];
    for (int o = 0; o < conv.outChannels(); o++) {
      spatial[0] = 1;
      int filled = 1;
      for (int axis : applied) {
        float[] factor = factors.get(axisFactor(axis)).data();
        int size = conv.geometry().axes().get(axis).kernel();
        for (int i = filled - 1;
            i >= 0;
            i--) { // backwards, so that nothing is read after it changed
          for (int k = size - 1; k >= 0; k--) {
            spatial[i * size + k] = spatial[i] * factor[o * size + k];
          }
        }
        filled *= size;
      }
      for (int c = 0; c < inputs; c++) {
        double scale = channels ? t[o * inputs + c] : 1;
        for (int i = 0; i < taps; i++) {
          kernel.data()[(o * inputs + c) * taps + i] = (float) (scale * spatial[i]);
        }
      }
    }
    return kernel;
  }
}
