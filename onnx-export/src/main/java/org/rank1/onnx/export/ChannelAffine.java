package org.rank1.onnx.export;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rank1.filter.FloatTensor;
import org.rank1.network.LayerSpec;
import org.rank1.network.LayerTensors;

/**
 * What follows a convolution linearly, per output channel and in double precision: {@code scale · x
 * + shift}. A bias is one; batch norms in inference mode are composed onto it.
 */
final class ChannelAffine {
  private final double[] scale;
  private final double[] shift;

  private ChannelAffine(double[] scale, double[] shift) {
    this.scale = scale;
    this.shift = shift;
  }

  /** Adds a bias {@code [channels]}. */
  static ChannelAffine bias(FloatTensor bias) {
    ChannelAffine affine = identity(bias.size());
    Arrays.setAll(affine.shift, channel -> bias.data()[channel]);
    return affine;
  }

  /** Changes nothing. */
  static ChannelAffine identity(int channels) {
    double[] ones = new double[channels];
    Arrays.fill(ones, 1);
    return new ChannelAffine(ones, new double[channels]);
  }

  /**
   * This, then a batch norm with its running statistics.
   *
   * @throws IllegalArgumentException if a variance plus epsilon is not positive
   */
  ChannelAffine then(LayerSpec.BatchNorm norm, Map<String, FloatTensor> tensors) {
    float[] gamma = data(tensors, LayerTensors.GAMMA);
    float[] beta = data(tensors, LayerTensors.BETA);
    float[] mean = data(tensors, LayerTensors.MEAN);
    float[] variance = data(tensors, LayerTensors.VARIANCE);
    double[] newScale = new double[scale.length];
    double[] newShift = new double[scale.length];
    for (int channel = 0; channel < scale.length; channel++) {
      double spread = variance[channel] + norm.epsilon();
      if (!(spread > 0)) {
        throw new IllegalArgumentException(
            "Layer \"%s\": illegal variance %s of channel %d, must not be negative"
                .formatted(norm.name(), variance[channel], channel));
      }
      double gain = gamma[channel] / Math.sqrt(spread);
      newScale[channel] = scale[channel] * gain;
      newShift[channel] = (shift[channel] - mean[channel]) * gain + beta[channel];
    }
    return new ChannelAffine(newScale, newShift);
  }

  private static float[] data(Map<String, FloatTensor> tensors, String role) {
    FloatTensor tensor = tensors.get(role);
    if (tensor == null) {
      throw new IllegalArgumentException("A batch norm without its tensor \"" + role + "\"");
    }
    return tensor.data();
  }

  /** Whether it changes nothing. */
  boolean isIdentity() {
    return !scales() && Arrays.stream(shift).allMatch(s -> s == 0);
  }

  private boolean scales() {
    return Arrays.stream(scale).anyMatch(s -> s != 1);
  }

  /** A kernel whose output is scaled: every filter times the scale of its channel. */
  FloatTensor scaled(FloatTensor kernel) {
    if (!scales()) {
      return kernel;
    }
    FloatTensor result = FloatTensor.zeros(kernel.shape());
    int perFilter = kernel.size() / scale.length;
    float[] from = kernel.data();
    float[] to = result.data();
    for (int channel = 0; channel < scale.length; channel++) {
      double gain = scale[channel];
      for (int i = channel * perFilter; i < (channel + 1) * perFilter; i++) {
        to[i] = (float) (from[i] * gain);
      }
    }
    return result;
  }

  /** The same scale without the shift. */
  ChannelAffine withoutShift() {
    return new ChannelAffine(scale, new double[shift.length]);
  }

  /** What becomes of an inner bias {@code [channels]}, or of none. */
  FloatTensor applied(float @Nullable [] innerBias) {
    FloatTensor result = FloatTensor.zeros(List.of(scale.length));
    for (int channel = 0; channel < scale.length; channel++) {
      double inner = innerBias == null ? 0 : innerBias[channel];
      result.data()[channel] = (float) (scale[channel] * inner + shift[channel]);
    }
    return result;
  }
}
