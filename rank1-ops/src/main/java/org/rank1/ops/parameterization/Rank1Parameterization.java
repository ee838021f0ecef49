package org.rank1.ops.parameterization;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.rank1.filter.ConvAxis;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.Factors;
import org.rank1.filter.FilterForm;
import org.rank1.filter.form.Rank1Form;
import org.rank1.ops.parameterization.Rank1Options.Execution;
import org.rank1.ops.tensor.Convolutions;
import org.rank1.ops.tensor.Tensors;
import org.rank1.training.FilterParameterization;

/**
 * Filters that are outer products of 1-D filters, {@link Rank1Form}. Composed and factorized
 * execution are the same function of the same factors, so they have the same gradients up to
 * rounding and the choice between them is one of speed.
 */
public final class Rank1Parameterization implements FilterParameterization {
  /** From how many channels per group on factorized execution is faster, at stride 1. */
  public static final int CHANNELS_TO_FACTORIZE = 8;

  private final Rank1Options options;

  /** With the given options. */
  public Rank1Parameterization(Rank1Options options) {
    this.options = options;
  }

  @Override
  public FilterForm form() {
    return new Rank1Form();
  }

  @Override
  public Factors initialize(ConvSpec conv, RandomGenerator random) {
    return new Rank1Initializer(options.initializer()).draw(conv, random);
  }

  /**
   * The execution that {@code AUTO} stands for: factorized from {@value #CHANNELS_TO_FACTORIZE}
   * channels per group times the product of the strides on. The pointwise convolution runs at the
   * input's resolution, so strides take away from what it saves; with few channels the composed
   * convolution is the cheaper one. Measured for 3×3 and 5×5 kernels on a CPU; a rule on the shape
   * alone, so that a run can be repeated.
   */
  public static Execution execution(ConvSpec conv) {
    long strides =
        conv.geometry().axes().stream().mapToLong(ConvAxis::stride).reduce(1, Math::multiplyExact);
    return conv.channelsPerGroup() / CHANNELS_TO_FACTORIZE >= strides
        ? Execution.FACTORIZED
        : Execution.COMPOSED;
  }

  @Override
  public NDArray forward(
      ConvSpec conv, NDArray input, Map<String, NDArray> factors, @Nullable NDArray bias) {
    List<Integer> spatial = axesWithFactor(conv);
    Execution chosen =
        options.execution() == Execution.AUTO ? execution(conv) : options.execution();
    boolean nothingToSplit = spatial.isEmpty() || conv.channelsPerGroup() == 1;
    if (chosen == Execution.COMPOSED || nothingToSplit) {
      try (NDArray kernel = product(conv, input.getManager(), factors, true, spatial)) {
        return Convolutions.convolve(conv, input, kernel, bias);
      }
    }
    ConvSpec pointwise =
        new ConvSpec(
            conv.inChannels(),
            conv.outChannels(),
            new ConvGeometry(axes(conv, false), conv.geometry().groups()));
    ConvSpec depthwise =
        new ConvSpec(
            conv.outChannels(),
            conv.outChannels(),
            new ConvGeometry(axes(conv, true), conv.outChannels()));
    try (NDArray across = product(conv, input.getManager(), factors, true, List.of());
        NDArray along = product(conv, input.getManager(), factors, false, spatial);
        NDArray mixed = Convolutions.convolve(pointwise, input, across, null)) {
      return Convolutions.convolve(depthwise, mixed, along, bias);
    }
  }

  private static List<Integer> axesWithFactor(ConvSpec conv) {
    List<Integer> axes = new ArrayList<>();
    for (int axis = 0; axis < conv.geometry().axes().size(); axis++) {
      if (conv.geometry().axes().get(axis).kernel() > 1) {
        axes.add(axis);
      }
    }
    return axes;
  }

  /** Each axis as it is where its stage runs it, and the identity where the other stage does. */
  private static List<ConvAxis> axes(ConvSpec conv, boolean depthwise) {
    return conv.geometry().axes().stream()
        .map(axis -> axis.kernel() > 1 == depthwise ? axis : ConvAxis.IDENTITY)
        .toList();
  }

  /** The outer product, per filter, of the axis factors and, if asked, the channel factor. */
  private static NDArray product(
      ConvSpec conv,
      NDManager owner,
      Map<String, NDArray> factors,
      boolean channels,
      List<Integer> axes) {
    List<NDArray> views = new ArrayList<>();
    int order = 2 + conv.geometry().axes().size();
    for (int axis : axes) {
      NDArray factor = factor(factors, Rank1Form.axisFactor(conv, axis));
      views.add(Tensors.view(factor, along(order, 2 + axis, factor), owner));
    }
    if (channels) {
      // Last, so that the largest array is written only once.
      NDArray factor = factor(factors, Rank1Form.CHANNEL_FACTOR);
      views.add(Tensors.view(factor, along(order, 1, factor), owner));
    }
    NDArray product = views.get(0);
    for (NDArray view : views.subList(1, views.size())) {
      try (NDArray before = product;
          view) {
        product = before.mul(view);
      }
    }
    return product;
  }

  private static Shape along(int order, int mode, NDArray factor) {
    long[] extents = new long[order];
    Arrays.fill(extents, 1);
    extents[0] = factor.getShape().get(0);
    extents[mode] = factor.getShape().get(1);
    return new Shape(extents);
  }

  private static NDArray factor(Map<String, NDArray> factors, String name) {
    NDArray factor = factors.get(name);
    if (factor == null) {
      throw new IllegalArgumentException(
          "Factor \"" + name + "\" is missing. Present: " + factors.keySet());
    }
    return factor;
  }
}
