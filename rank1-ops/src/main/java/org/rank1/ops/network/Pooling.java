package org.rank1.ops.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.rank1.filter.ConvAxis;
import org.rank1.ops.tensor.Convolutions;

/** Pooling over windows with any padding and, for the maximum, dilation. */
final class Pooling {
  private Pooling() {}

  /** The maximum over each window; padding never wins. */
  static NDArray max(NDArray input, List<ConvAxis> window) {
    boolean evenAndDense =
        window.stream()
            .allMatch(
                axis ->
                    axis.padBegin() == axis.padEnd()
                        && 2 * axis.padBegin() <= axis.kernel()
                        && axis.dilation() == 1);
    if (evenAndDense) {
      return maxOf(input, window, Convolutions.perAxis(window, ConvAxis::padBegin));
    }
    try (NDArray padded = Convolutions.pad(input, window, Double.NEGATIVE_INFINITY)) {
      return window.stream().allMatch(axis -> axis.dilation() == 1)
          ? maxOf(padded, window, Convolutions.perAxis(window, axis -> 0))
          : maxOfTaps(padded, window);
    }
  }

  private static NDArray maxOf(NDArray input, List<ConvAxis> window, Shape padding) {
    return input
        .getNDArrayInternal()
        .maxPool(
            Convolutions.perAxis(window, ConvAxis::kernel),
            Convolutions.perAxis(window, ConvAxis::stride),
            padding,
            false);
  }

  /** The engine's pooling takes no dilation here; a maximum can be taken axis by axis instead. */
  private static NDArray maxOfTaps(NDArray padded, List<ConvAxis> window) {
    NDArray result = padded;
    for (int a = 0; a < window.size(); a++) {
      ConvAxis axis = window.get(a);
      long last = padded.getShape().get(2 + a) - axis.span();
      long end = last / axis.stride() * axis.stride() + 1;
      NDArray best = slice(result, a, 0, end, axis.stride());
      for (int tap = 1; tap < axis.kernel(); tap++) {
        long begin = (long) tap * axis.dilation();
        try (NDArray other = slice(result, a, begin, begin + end, axis.stride());
            NDArray before = best) {
          best = before.maximum(other);
        }
      }
      if (result != padded) {
        result.close();
      }
      result = best;
    }
    return result;
  }

  private static NDArray slice(NDArray array, int axis, long begin, long end, int step) {
    return array.get(new NDIndex().addAllDim(2 + axis).addSliceDim(begin, end, step));
  }

  /** The mean over each window, padding counted as zeros or left out. */
  static NDArray average(NDArray input, List<ConvAxis> window, boolean countPadding) {
    boolean unpadded = window.stream().allMatch(axis -> axis.padBegin() == 0 && axis.padEnd() == 0);
    if (unpadded) {
      return averageOf(input, window);
    }
    // The engine's own padding is even on both ends and always counted.
    try (NDArray padded = Convolutions.pad(input, window, 0)) {
      NDArray counted = averageOf(padded, window);
      if (countPadding) {
        return counted;
      }
      try (counted) {
        return counted.mul(withoutPadding(input, window));
      }
    }
  }

  private static NDArray averageOf(NDArray input, List<ConvAxis> window) {
    return averageOf(
        input,
        Convolutions.perAxis(window, ConvAxis::kernel),
        Convolutions.perAxis(window, ConvAxis::stride));
  }

  private static NDArray averageOf(NDArray input, Shape window, Shape strides) {
    long[] padding = new long[window.dimension()];
    return input.getNDArrayInternal().avgPool(window, strides, new Shape(padding), false, true);
  }

  /** Taps over taps inside the input, per output position: {@code [1, 1, spatial...]}. */
  private static NDArray withoutPadding(NDArray input, List<ConvAxis> window) {
    List<Long> extents = new ArrayList<>(List.of(1L, 1L));
    float[] factors = {1};
    for (int a = 0; a < window.size(); a++) {
      ConvAxis axis = window.get(a);
      int size = Math.toIntExact(input.getShape().get(2 + a));
      int outputs = axis.outputSize(size);
      float[] finer = new float[factors.length * outputs];
      for (int out = 0; out < outputs; out++) {
        int begin = out * axis.stride() - axis.padBegin();
        int inside = Math.min(begin + axis.kernel(), size) - Math.max(begin, 0);
        for (int i = 0; i < factors.length; i++) {
          finer[i * outputs + out] = factors[i] * axis.kernel() / inside;
        }
      }
      factors = finer;
      extents.add((long) outputs);
    }
    return input.getManager().create(factors, new Shape(extents));
  }

  /**
   * The mean over all positions: {@code [N, C, 1...]}. Computed as one window, whose gradient keeps
   * channels-last strides; that of the engine's own global mean does not, and slows down the layer
   * before it.
   */
  static NDArray globalAverage(NDArray input) {
    Shape window = input.getShape().slice(2);
    long[] strides = new long[window.dimension()];
    Arrays.fill(strides, 1);
    return averageOf(input, window, new Shape(strides));
  }
}
