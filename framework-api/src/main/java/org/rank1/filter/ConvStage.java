package org.rank1.filter;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One plain convolution into which a form lowers: its shape, known before training, and the rule
 * that takes its weights from the factors.
 *
 * @param name what the stage is, unique within its chain, for example {@code pointwise}
 * @param conv channels and geometry
 * @param weight the kernel of shape {@code conv.kernelShape()} from the form's factors
 * @param bias an inner bias {@code [O]}, or null; the layer's own bias is not the form's business
 * @param relu whether a ReLU follows inside the form
 */
public record ConvStage(
    String name,
    ConvSpec conv,
    Function<Factors, FloatTensor> weight,
    @Nullable Function<Factors, FloatTensor> bias,
    boolean relu) {

  /** A linear stage without bias. */
  public static ConvStage linear(
      String name, ConvSpec conv, Function<Factors, FloatTensor> weight) {
    return new ConvStage(name, conv, weight, null, false);
  }

  /** Whether nothing but a convolution happens here. */
  public boolean isLinear() {
    return bias == null && !relu;
  }
}
