package org.rank1.training;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.Factors;
import org.rank1.filter.FilterForm;

/**
 * How a form's factors are initialized and run forward: the socket {@code FilterParameterization}.
 */
public interface FilterParameterization {

  /** The form of the kernel. */
  FilterForm form();

  /** Factors to start from; the same random numbers give the same factors. */
  Factors initialize(ConvSpec conv, RandomGenerator random);

  /**
   * The convolution of a batch, differentiable in factors, bias and input. Every array it creates
   * is attached to the manager of {@code input}.
   *
   * @param input {@code [N, C, spatial...]}
   * @param factors by name, in the shapes of {@code form().factors(conv)}
   * @param bias {@code [O]}, or null
   * @return {@code [N, O, spatial...]}
   */
  NDArray forward(
      ConvSpec conv, NDArray input, Map<String, NDArray> factors, @Nullable NDArray bias);

  /**
   * The executions between which is still to be chosen for a convolution: whoever trains takes the
   * one where there is one, and the fastest where there are several, and writes its name down as
   * the part's option {@code execution}. All compute the same function of the same factors, and
   * leave nothing to choose themselves.
   *
   * @return by the value of the option, in the order of preference; empty where it is settled how
   *     the convolution runs, as it is unless a parameterization says otherwise
   */
  default Map<String, FilterParameterization> executions(ConvSpec conv) {
    return Map.of();
  }
}
