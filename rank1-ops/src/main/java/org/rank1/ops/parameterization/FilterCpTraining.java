package org.rank1.ops.parameterization;

import org.rank1.filter.form.FilterCpOptions;
import org.rank1.plugin.Described;

/** Options of {@code filter-cp}, and how it is trained. */
record FilterCpTraining(
    @Described(like = FilterCpOptions.class) int rank,
    @Described(like = FormTraining.class) Initializer initializer,
    @Described(like = FormTraining.class) Execution execution) {
  /** The form's own rank, He, and the execution that is faster for the shape. */
  public FilterCpTraining() {
    this(new FilterCpOptions().rank(), Initializer.HE, Execution.AUTO);
  }

  /** Checks the range of {@link FilterCpOptions}, and that the initializer can draw the factors. */
  public FilterCpTraining {
    new FilterCpOptions(rank);
    initializer.requireNotSpectral();
  }

  /** The options of the form. */
  public FilterCpOptions form() {
    return new FilterCpOptions(rank);
  }
}
