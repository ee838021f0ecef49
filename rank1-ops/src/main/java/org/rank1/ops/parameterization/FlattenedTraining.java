package org.rank1.ops.parameterization;

import org.rank1.filter.form.FlattenedOptions;

/**
 * Options of {@code flattened}: the variant of the form, and how it is trained.
 *
 * @param sets see {@link FlattenedOptions}
 * @param bias see {@link FlattenedOptions}
 * @param innerRelu see {@link FlattenedOptions}
 * @param initializer how the factors are drawn
 * @param execution how the convolution runs; a matter of speed only
 */
public record FlattenedTraining(
    int sets,
    FlattenedOptions.Bias bias,
    boolean innerRelu,
    Initializer initializer,
    Execution execution) {
  /** The form's own variant, started as its authors did. */
  public FlattenedTraining() {
    this(new FlattenedOptions(), Initializer.JIN, Execution.AUTO);
  }

  /** A variant of the form. */
  public FlattenedTraining(FlattenedOptions form, Initializer initializer, Execution execution) {
    this(form.sets(), form.bias(), form.innerRelu(), initializer, execution);
  }

  /** Checks the ranges of {@link FlattenedOptions}. */
  public FlattenedTraining {
    FlattenedOptions form = new FlattenedOptions(sets, bias, innerRelu);
    boolean inner = sets == 2 || innerRelu || bias == FlattenedOptions.Bias.EACH;
    if (initializer == Initializer.SPECTRAL && inner) {
      throw new IllegalArgumentException(
          "illegal initializer spectral, must be another one where the form is not linear: "
              + form);
    }
  }

  /** The variant of the form. */
  public FlattenedOptions form() {
    return new FlattenedOptions(sets, bias, innerRelu);
  }
}
