package org.rank1.ops.parameterization;

import org.rank1.filter.form.FlattenedOptions;
import org.rank1.plugin.Described;

/** Options of {@code flattened}: the variant of the form, and how it is trained. */
record FlattenedTraining(
    @Described(like = FlattenedOptions.class) int sets,
    @Described(like = FlattenedOptions.class) FlattenedOptions.Bias bias,
    @Described(like = FlattenedOptions.class) boolean innerRelu,
    @Described(like = FormTraining.class) Initializer initializer,
    @Described(like = FormTraining.class) Execution execution) {
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
