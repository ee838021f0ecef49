package org.rank1.testkit;

import java.util.Arrays;
import java.util.List;
import org.rank1.filter.ConvAxis;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.FloatTensor;

/** Convolution by its definition, in double precision: slow, and obviously right. */
public final class NaiveConvolution {
  private NaiveConvolution() {}

  /**
   * Convolves one example.
   *
   * @param input row-major {@code [C, spatial...]}
   * @param spatial sizes of the spatial axes
   * @param kernel row-major {@code conv.kernelShape()}
   * @return row-major {@code [O, spatial...]}
   */
  public static double[] convolve(
      ConvSpec conv, double[] input, List<Integer> spatial, double[] kernel) {
    // One and two axes are three axes of which the first are trivial.
    ConvAxis[] axes = {ConvAxis.IDENTITY, ConvAxis.IDENTITY, ConvAxis.IDENTITY};
    int[] size = {1, 1, 1};
    int missing = 3 - spatial.size();
    for (int a = 0; a < spatial.size(); a++) {
      axes[missing + a] = conv.geometry().axes().get(a);
      size[missing + a] = spatial.get(a);
    }
    int[] out = new int[3];
    for (int a = 0; a < 3; a++) {
      out[a] = axes[a].outputSize(size[a]);
    }
    int positions = size[0] * size[1] * size[2];
    int outPositions = out[0] * out[1] * out[2];
    int perGroup = conv.channelsPerGroup();
    int filtersPerGroup = conv.outChannels() / conv.geometry().groups();
    int taps = conv.geometry().taps();
    double[] output = new double[conv.outChannels() * outPositions];
    int[] reads = reads(axes, size, out, taps);
    for (int o = 0; o < conv.outChannels(); o++) {
      int firstChannel = o / filtersPerGroup * perGroup;
      for (int position = 0; position < outPositions; position++) {
        double sum = 0;
        for (int tap = 0; tap < taps; tap++) {
          int offset = reads[position * taps + tap];
          if (offset >= 0) {
            for (int c = 0; c < perGroup; c++) {
              sum +=
                  input[(firstChannel + c) * positions + offset]
                      * kernel[(o * perGroup + c) * taps + tap];
            }
          }
        }
        output[o * outPositions + position] = sum;
      }
    }
    return output;
  }

  /** Where each tap reads for each output position; -1 in the padding. */
  private static int[] reads(ConvAxis[] axes, int[] size, int[] out, int taps) {
    int[] reads = new int[out[0] * out[1] * out[2] * taps];
    for (int i = 0; i < reads.length; i++) {
      reads[i] = read(axes, size, out, i / taps, i % taps);
    }
    return reads;
  }

  private static int read(ConvAxis[] axes, int[] size, int[] out, int position, int tap) {
    int offset = 0;
    int extent = 1;
    int restPosition = position;
    int restTap = tap;
    for (int a = 2; a >= 0; a--) {
      ConvAxis axis = axes[a];
      int at =
          restPosition % out[a] * axis.stride()
              - axis.padBegin()
              + restTap % axis.kernel() * axis.dilation();
      if (at < 0 || at >= size[a]) {
        return -1;
      }
      offset += at * extent;
      extent *= size[a];
      restPosition /= out[a];
      restTap /= axis.kernel();
    }
    return offset;
  }

  /** The values of a tensor in double precision. */
  public static double[] doubles(FloatTensor tensor) {
    double[] values = new double[tensor.size()];
    Arrays.setAll(values, i -> tensor.data()[i]);
    return values;
  }

  /** The magnitudes of values. */
  public static double[] magnitudes(double[] values) {
    return Arrays.stream(values).map(Math::abs).toArray();
  }
}
