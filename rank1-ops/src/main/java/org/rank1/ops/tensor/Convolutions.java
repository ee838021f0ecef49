package org.rank1.ops.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.rank1.filter.ConvAxis;
import org.rank1.filter.ConvSpec;

/** Plain convolutions of batches, over one to three spatial axes. */
public final class Convolutions {
  private Convolutions() {}

  /**
   * Convolves a batch. Padding that differs at the two ends of an axis is added first.
   *
   * @param input {@code [N, C, spatial...]}, in any strides
   * @param kernel {@code conv.kernelShape()}
   * @param bias {@code [O]}, or null
   * @return {@code [N, O, spatial...]}, owned by the input's manager
   */
  public static NDArray convolve(
      ConvSpec conv, NDArray input, NDArray kernel, @Nullable NDArray bias) {
    List<ConvAxis> axes = conv.geometry().axes();
    if (axes.stream().allMatch(axis -> axis.padBegin() == axis.padEnd())) {
      return convolve(conv, input, kernel, bias, perAxis(axes, ConvAxis::padBegin));
    }
    try (NDArray padded = pad(input, axes, 0)) {
      return convolve(conv, padded, kernel, bias, perAxis(axes, axis -> 0));
    }
  }

  private static NDArray convolve(
      ConvSpec conv, NDArray input, NDArray kernel, @Nullable NDArray bias, Shape padding) {
    List<ConvAxis> axes = conv.geometry().axes();
    return input
        .getNDArrayInternal()
        .convolution(
            input,
            kernel,
            bias,
            perAxis(axes, ConvAxis::stride),
            padding,
            perAxis(axes, ConvAxis::dilation),
            conv.geometry().groups())
        .singletonOrThrow();
  }

  /** The input with the padding of every axis around it, filled with one value. */
  public static NDArray pad(NDArray input, List<ConvAxis> axes, double value) {
    long[] padding = new long[2 * axes.size()];
    for (int i = 0; i < axes.size(); i++) {
      ConvAxis axis = axes.get(axes.size() - 1 - i); // the engine counts from the innermost axis
      padding[2 * i] = axis.padBegin();
      padding[2 * i + 1] = axis.padEnd();
    }
    return input.pad(new Shape(padding), value);
  }

  /** One number per axis. */
  public static Shape perAxis(List<ConvAxis> axes, ToLongFunction<ConvAxis> number) {
    return new Shape(axes.stream().mapToLong(number).toArray());
  }
}
