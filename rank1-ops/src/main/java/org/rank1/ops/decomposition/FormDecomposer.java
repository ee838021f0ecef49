package org.rank1.ops.decomposition;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.Factors;
import org.rank1.filter.FilterForm;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.InputMoments;
import org.rank1.filter.KernelDecomposer;
import org.rank1.filter.TensorSpec;
import org.rank1.ops.projection.ParallelLoop;

/** Takes kernels apart unit by unit, at the ranks that a form's factors have. */
final class FormDecomposer implements KernelDecomposer {
  private final Class<? extends FilterForm> forms;
  private final UnitDecomposition decomposition;

  /**
   * Takes its strategy.
   *
   * @param forms whose factors the strategy knows
   */
  FormDecomposer(Class<? extends FilterForm> forms, UnitDecomposition decomposition) {
    this.forms = forms;
    this.decomposition = decomposition;
  }

  @Override
  public boolean covers(FilterForm form) {
    return forms.isInstance(form);
  }

  @Override
  public double suboptimality(FilterForm form, ConvSpec conv) {
    return decomposition.suboptimality(form.factors(conv));
  }

  @Override
  public Factors factors(
      FilterForm form, ConvSpec conv, FloatTensor kernel, Optional<InputMoments> inputs) {
    List<TensorSpec> specs = form.factors(conv);
    Map<String, FloatTensor> factors = new LinkedHashMap<>();
    specs.forEach(spec -> factors.put(spec.name(), FloatTensor.zeros(spec.shape())));
    int units = decomposition.units(conv);
    List<FloatTensor> targets = List.copyOf(factors.values());
    ParallelLoop.run(
        Runtime.getRuntime().availableProcessors(),
        units,
        unit -> {
          List<double[]> parts =
              decomposition.factors(Unit.of(conv, kernel.data(), units, unit), specs);
          for (int f = 0; f < parts.size(); f++) {
            write(parts.get(f), unit, targets.get(f));
          }
        });
    return Factors.of(specs, factors);
  }

  private static void write(double[] part, int unit, FloatTensor factor) {
    for (int i = 0; i < part.length; i++) {
      factor.data()[unit * part.length + i] = (float) part[i];
    }
  }
}
