package com.example.rank1;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.random.RandomGenerator;
import org.rank1.filter.ConvAxis;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.Factors;
import org.rank1.filter.FilterForm;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.TensorSpec;
import org.rank1.training.FilterParameterization;

/** How {@link StencilForm} starts and runs forward; its gradients come from the engine. */
public final class StencilParameterization implements FilterParameterization {
  private final StencilOptions options;

  /** With the given options. */
  public StencilParameterization(StencilOptions options) {
    this.options = options;
  }

  @Override
  public FilterForm form() {
    return new StencilForm();
  }

  /** A Gaussian stencil of norm one; across channels Gaussian with variance gain / (C/groups). */
  @Override
  public Factors initialize(ConvSpec conv, RandomGenerator random) {
    List<TensorSpec> specs = form().factors(conv);
    FloatTensor channels = gaussian(specs.get(0), random);
    FloatTensor stencil = gaussian(specs.get(1), random);
    scale(channels, Math.sqrt(options.gain() / conv.channelsPerGroup()));
    scale(stencil, 1 / Math.max(stencil.norm(), Float.MIN_NORMAL));
    return Factors.of(specs, Map.of(StencilForm.CHANNELS, channels, StencilForm.STENCIL, stencil));
  }

  private static FloatTensor gaussian(TensorSpec spec, RandomGenerator random) {
    FloatTensor tensor = FloatTensor.zeros(spec.shape());
    for (int i = 0; i < tensor.size(); i++) {
      tensor.data()[i] = (float) random.nextGaussian();
    }
    return tensor;
  }

  private static void scale(FloatTensor tensor, double factor) {
    for (int i = 0; i < tensor.size(); i++) {
      tensor.data()[i] *= (float) factor;
    }
  }

  @Override
  public NDArray forward(ConvSpec conv, NDArray input, Map<String, NDArray> factors, NDArray bias) {
    NDManager owner = input.getManager();
    int axes = conv.geometry().axes().size();
    List<Integer> overSpace = new ArrayList<>(form().factors(conv).get(0).shape());
    overSpace.addAll(Collections.nCopies(axes, 1));
    List<Integer> overChannels = new ArrayList<>(List.of(1, 1));
    overChannels.addAll(conv.geometry().kernel());
    NDArray across = view(factors.get(StencilForm.CHANNELS), overSpace, owner);
    NDArray stencil = view(factors.get(StencilForm.STENCIL), overChannels, owner);
    return convolve(conv, input, across.mul(stencil), bias);
  }

  /** The factor under another shape, owned by the batch: what is computed from it dies with it. */
  private static NDArray view(NDArray factor, List<Integer> shape, NDManager owner) {
    NDArray view =
        factor.reshape(new Shape(shape.stream().mapToLong(Integer::longValue).toArray()));
    view.attach(owner);
    return view;
  }

  /** The engine pads both ends of an axis alike; where they differ, pad first. */
  private static NDArray convolve(ConvSpec conv, NDArray input, NDArray kernel, NDArray bias) {
    List<ConvAxis> axes = conv.geometry().axes();
    boolean alike = axes.stream().allMatch(axis -> axis.padBegin() == axis.padEnd());
    NDArray padded = alike ? input : pad(input, axes);
    return padded
        .getNDArrayInternal()
        .convolution(
            padded,
            kernel,
            bias,
            perAxis(axes, ConvAxis::stride),
            perAxis(axes, axis -> alike ? axis.padBegin() : 0),
            perAxis(axes, ConvAxis::dilation),
            conv.geometry().groups())
        .singletonOrThrow();
  }

  private static NDArray pad(NDArray input, List<ConvAxis> axes) {
    long[] padding = new long[2 * axes.size()];
    for (int i = 0; i < axes.size(); i++) {
      ConvAxis axis = axes.get(axes.size() - 1 - i); // the engine counts from the innermost axis
      padding[2 * i] = axis.padBegin();
      padding[2 * i + 1] = axis.padEnd();
    }
    return input.pad(new Shape(padding), 0);
  }

  private static Shape perAxis(List<ConvAxis> axes, ToLongFunction<ConvAxis> number) {
    return new Shape(axes.stream().mapToLong(number).toArray());
  }
}
