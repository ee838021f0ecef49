package org.rank1.ops.decomposition;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rank1.filter.Composition;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.Decomposition;
import org.rank1.filter.Factors;
import org.rank1.filter.FilterForm;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.KernelDecomposer;
import org.rank1.filter.TensorSpec;
import org.rank1.ops.projection.ParallelLoop;

/** Takes kernels apart unit by unit. The error is that of the factors as they are returned. */
public final class FormDecomposer implements KernelDecomposer {
  private final FilterForm form;
  private final UnitDecomposition decomposition;

  /** Into a form, by a strategy that knows its factors. */
  FormDecomposer(FilterForm form, UnitDecomposition decomposition) {
    this.form = form;
    this.decomposition = decomposition;
  }

  @Override
  public FilterForm form() {
    return form;
  }

  @Override
  public Decomposition decompose(ConvSpec conv, FloatTensor kernel) {
    if (!kernel.shape().equals(conv.kernelShape())) {
      throw new IllegalArgumentException(
          "A kernel of shape %s does not fit %s".formatted(kernel.shape(), conv.kernelShape()));
    }
    if (!Double.isFinite(kernel.norm())) {
      throw new IllegalArgumentException("The kernel is not finite");
    }
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
    Factors found = Factors.of(specs, factors);
    return new Decomposition(found, relativeError(kernel, composed(conv, found)));
  }

  private static void write(double[] part, int unit, FloatTensor factor) {
    for (int i = 0; i < part.length; i++) {
      factor.data()[unit * part.length + i] = (float) part[i];
    }
  }

  /** The kernel of factors of this decomposer's form. */
  FloatTensor composed(ConvSpec conv, Factors factors) {
    if (form.composition(conv) instanceof Composition.Composable composable) {
      return composable.kernel().apply(factors);
    }
    throw new IllegalArgumentException(
        "Form \"" + form.name() + "\" is not one linear kernel for " + conv);
  }

  private static double relativeError(FloatTensor kernel, FloatTensor composed) {
    double sum = 0;
    for (int i = 0; i < kernel.size(); i++) {
      double difference = (double) kernel.data()[i] - composed.data()[i];
      sum += difference * difference;
    }
    return sum == 0 ? 0 : Math.sqrt(sum) / kernel.norm();
  }
}
