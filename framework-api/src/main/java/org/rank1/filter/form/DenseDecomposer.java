package org.rank1.filter.form;

import java.util.Map;
import java.util.Optional;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.Factors;
import org.rank1.filter.FilterForm;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.InputMoments;
import org.rank1.filter.KernelDecomposer;

/** Keeps a kernel as it is: the decomposer of {@link DenseForm}, without error. */
public record DenseDecomposer() implements KernelDecomposer {
  @Override
  public boolean covers(FilterForm form) {
    return form.equals(new DenseForm());
  }

  @Override
  public Factors factors(
      FilterForm form, ConvSpec conv, FloatTensor kernel, Optional<InputMoments> inputs) {
    return Factors.of(form.factors(conv), Map.of(DenseForm.KERNEL, kernel.copy()));
  }
}
