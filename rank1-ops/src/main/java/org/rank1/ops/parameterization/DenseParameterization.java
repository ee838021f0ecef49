package org.rank1.ops.parameterization;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.Factors;
import org.rank1.filter.FilterForm;
import org.rank1.filter.form.DenseForm;
import org.rank1.ops.tensor.Convolutions;
import org.rank1.training.FilterParameterization;

/** The standard convolution with a free kernel. */
public final class DenseParameterization implements FilterParameterization {
  private final DenseOptions options;

  /** With the given options. */
  public DenseParameterization(DenseOptions options) {
    this.options = options;
  }

  @Override
  public FilterForm form() {
    return new DenseForm();
  }

  @Override
  public Factors initialize(ConvSpec conv, RandomGenerator random) {
    return Factors.of(
        form().factors(conv),
        Map.of(
            DenseForm.KERNEL,
            Initializers.gaussian(conv.kernelShape(), options.initializer().of(conv), random)));
  }

  @Override
  public NDArray forward(
      ConvSpec conv, NDArray input, Map<String, NDArray> factors, @Nullable NDArray bias) {
    NDArray kernel = factors.get(DenseForm.KERNEL);
    if (kernel == null) {
      throw new IllegalArgumentException(
          "Factor \"" + DenseForm.KERNEL + "\" is missing. Present: " + factors.keySet());
    }
    return Convolutions.convolve(conv, input, kernel, bias);
  }
}
