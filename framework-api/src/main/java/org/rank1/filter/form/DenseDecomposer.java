package org.rank1.filter.form;

import java.util.Map;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.Decomposition;
import org.rank1.filter.Factors;
import org.rank1.filter.FilterForm;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.KernelDecomposer;

/** Keeps a kernel as it is: the decomposer of {@link DenseForm}, without error. */
public record DenseDecomposer() implements KernelDecomposer {
  @Override
  public FilterForm form() {
    return new DenseForm();
  }

  @Override
  public Decomposition decompose(ConvSpec conv, FloatTensor kernel) {
    if (!Double.isFinite(kernel.norm())) {
      throw new IllegalArgumentException("The kernel is not finite");
    }
    return new Decomposition(
        Factors.of(form().factors(conv), Map.of(DenseForm.KERNEL, kernel.copy())), 0);
  }
}
