package org.rank1.network;

import java.util.List;
import org.rank1.filter.ConvAxis;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.FilterForm;

/** One named layer of a network; pure data. */
public sealed interface LayerSpec {

  /** The layer's name, unique in its network; also the name of its output. */
  String name();

  /** The names of the layers it reads, or {@link NetworkSpec#INPUT}. */
  List<String> inputs();

  /** A layer that reads exactly one other. */
  sealed interface Unary extends LayerSpec {
    /** The name of the layer it reads. */
    String input();

    @Override
    default List<String> inputs() {
      return List.of(input());
    }
  }

  /**
   * A convolution whose kernel has a form.
   *
   * @param outChannels number of filters
   * @param geometry window and groups
   * @param bias whether a bias {@code [outChannels]} is learned
   * @param form of which factors the kernel is made
   */
  record Convolution(
      String name,
      String input,
      int outChannels,
      ConvGeometry geometry,
      boolean bias,
      FilterForm form)
      implements Unary {

    /** The same layer with another form. */
    public Convolution withForm(FilterForm newForm) {
      return new Convolution(name, input, outChannels, geometry, bias, newForm);
    }
  }

  /**
   * Batch normalization over the channels.
   *
   * @param epsilon added to the variance, positive
   * @param momentum share of the old running statistics kept at each training step, in [0, 1]
   */
  record BatchNorm(String name, String input, double epsilon, double momentum) implements Unary {
    /** Checks the ranges given above. */
    public BatchNorm {
      if (!(epsilon > 0) || !(momentum >= 0 && momentum <= 1)) {
        throw new IllegalArgumentException(
            "illegal epsilon %s or momentum %s, must be positive and within [0, 1]"
                .formatted(epsilon, momentum));
      }
    }
  }

  /** {@code max(x, 0)}. */
  record Relu(String name, String input) implements Unary {}

  /**
   * Maximum over windows; padding never wins.
   *
   * @param window one entry per spatial axis; padding less than the kernel
   */
  record MaxPool(String name, String input, List<ConvAxis> window) implements Unary {
    /** Copies. */
    public MaxPool {
      window = checkedWindow(window);
    }
  }

  /**
   * Mean over windows.
   *
   * @param window one entry per spatial axis; padding less than the kernel; no dilation
   * @param countPadding whether padding counts as zeros, or is left out of the mean
   */
  record AveragePool(String name, String input, List<ConvAxis> window, boolean countPadding)
      implements Unary {
    /** Copies. */
    public AveragePool {
      window = checkedWindow(window);
      if (window.stream().anyMatch(axis -> axis.dilation() != 1)) {
        throw new IllegalArgumentException("illegal dilation in average pooling, must be 1");
      }
    }
  }

  private static List<ConvAxis> checkedWindow(List<ConvAxis> window) {
    for (ConvAxis axis : window) {
      if (axis.padBegin() >= axis.kernel() || axis.padEnd() >= axis.kernel()) {
        throw new IllegalArgumentException(
            "illegal pooling padding %d, %d, must be less than the kernel %d"
                .formatted(axis.padBegin(), axis.padEnd(), axis.kernel()));
      }
    }
    return new ConvGeometry(window, 1).axes();
  }

  /** Mean over all spatial positions; spatial axes become 1. */
  record GlobalAveragePool(String name, String input) implements Unary {}

  /**
   * Element-wise sum of equally shaped inputs.
   *
   * @param inputs at least two
   */
  record Add(String name, List<String> inputs) implements LayerSpec {
    /** Copies. */
    public Add {
      inputs = atLeastTwo(inputs);
    }
  }

  /**
   * Concatenation along the channels.
   *
   * @param inputs at least two, equal but for the channels
   */
  record Concat(String name, List<String> inputs) implements LayerSpec {
    /** Copies. */
    public Concat {
      inputs = atLeastTwo(inputs);
    }
  }

  private static List<String> atLeastTwo(List<String> inputs) {
    if (inputs.size() < 2) {
      throw new IllegalArgumentException("illegal number of inputs " + inputs.size() + ", min 2");
    }
    return List.copyOf(inputs);
  }

  /** All axes to one, channels outermost. */
  record Flatten(String name, String input) implements Unary {}

  /**
   * A fully connected layer with weight {@code [units, features]} and bias {@code [units]}.
   *
   * @param units outputs, at least 1
   */
  record Dense(String name, String input, int units) implements Unary {
    /** Checks the range given above. */
    public Dense {
      if (units < 1) {
        throw new IllegalArgumentException("illegal units " + units + ", must be at least 1");
      }
    }
  }

  /**
   * Zeroes elements in training and rescales the rest; the identity in inference.
   *
   * @param rate probability of zero, in [0, 1)
   */
  record Dropout(String name, String input, double rate) implements Unary {
    /** Checks the range given above. */
    public Dropout {
      if (!(rate >= 0 && rate < 1)) {
        throw new IllegalArgumentException("illegal rate " + rate + ", must be within [0, 1)");
      }
    }
  }
}
