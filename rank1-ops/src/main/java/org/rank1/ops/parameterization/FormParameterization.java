package org.rank1.ops.parameterization;

import ai.djl.ndarray.NDArray;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.rank1.filter.Contraction;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.Factors;
import org.rank1.filter.FilterForm;
import org.rank1.training.FilterParameterization;

/**
 * Trains any form whose kernels are {@link Contraction}s of its factors: what the form says of
 * itself is enough. Every lowering of the form is an execution; see {@link Execution}.
 */
public final class FormParameterization implements FilterParameterization {
  private final FilterForm form;
  private final Initializer initializer;
  private final Execution execution;
  private final Map<ConvSpec, StagesForward> forwards = new ConcurrentHashMap<>();

  /** Trains a form, started and run as given. */
  public FormParameterization(FilterForm form, Initializer initializer, Execution execution) {
    this.form = form;
    this.initializer = initializer;
    this.execution = execution;
  }

  @Override
  public FilterForm form() {
    return form;
  }

  @Override
  public Factors initialize(ConvSpec conv, RandomGenerator random) {
    return new FactorInitializer(form, conv).draw(initializer, random);
  }

  @Override
  public NDArray forward(
      ConvSpec conv, NDArray input, Map<String, NDArray> factors, @Nullable NDArray bias) {
    return forwards
        .computeIfAbsent(conv, c -> new StagesForward(form.lower(c, execution.lowering(form, c))))
        .apply(input, factors, bias);
  }

  @Override
  public Map<String, FilterParameterization> executions(ConvSpec conv) {
    Map<String, FilterParameterization> executions = new LinkedHashMap<>();
    for (Execution candidate : execution.candidates(form, conv)) {
      executions.put(
          candidate.name().toLowerCase(Locale.ROOT),
          new FormParameterization(form, initializer, candidate));
    }
    return Collections.unmodifiableMap(executions);
  }
}
