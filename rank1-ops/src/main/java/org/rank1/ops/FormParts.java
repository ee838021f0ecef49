package org.rank1.ops;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.rank1.filter.FilterForm;
import org.rank1.filter.KernelDecomposer;
import org.rank1.filter.form.DenseForm;
import org.rank1.ops.decomposition.FormProjection;
import org.rank1.ops.parameterization.Execution;
import org.rank1.ops.parameterization.FormParameterization;
import org.rank1.ops.parameterization.Initializer;
import org.rank1.ops.parameterization.SeparableTraining;
import org.rank1.plugin.NoOptions;
import org.rank1.plugin.PartBinding;
import org.rank1.plugin.PartDerivation;
import org.rank1.plugin.PartFactory;
import org.rank1.plugin.Parts;
import org.rank1.training.FilterParameterization;
import org.rank1.training.KernelProjection;

/**
 * What a form brings with it for training, so that who adds one writes its mathematics only: a
 * parameterization of the same name, and, where a decomposer is bound under that name too, a
 * projection. The kernels of the form must be contractions of its factors.
 */
final class FormParts implements PartDerivation {
  @Override
  public List<PartBinding<?>> derived(Parts bound) {
    List<PartBinding<?>> derived = new ArrayList<>();
    for (PartBinding<?> binding : bound.all()) {
      if (binding.socket().equals(FilterForm.class)) {
        String name = binding.name();
        derived.add(
            new PartBinding<>(
                FilterParameterization.class,
                name,
                () -> parameterization(form(bound, name)),
                binding.origin()));
        // A dense kernel is its own projection; "none" says so.
        if (bound.names(KernelDecomposer.class).contains(name) && !name.equals(DenseForm.NAME)) {
          derived.add(
              new PartBinding<>(
                  KernelProjection.class,
                  name,
                  () -> projection(bound, name, form(bound, name)),
                  binding.origin()));
        }
      }
    }
    return derived;
  }

  private static PartFactory<?, ? extends FilterForm> form(Parts bound, String name) {
    return bound.factory(FilterForm.class, name, "form", "parameterization.name");
  }

  /** A form without options leaves room for those of training; else the form's are the options. */
  private static PartFactory<?, FilterParameterization> parameterization(
      PartFactory<?, ? extends FilterForm> form) {
    return form.optionsType().equals(NoOptions.class)
        ? PartFactory.of(
            SeparableTraining.class,
            o -> new FormParameterization(plain(form), o.initializer(), o.execution()),
            new SeparableTraining(),
            new SeparableTraining(Initializer.XAVIER, Execution.COMPOSED),
            new SeparableTraining(Initializer.HE, Execution.FACTORIZED))
        : new Mapped<>(form, f -> new FormParameterization(f, Initializer.HE, Execution.AUTO));
  }

  private static <O extends Record> FilterForm plain(PartFactory<O, ? extends FilterForm> form) {
    return form.create(form.optionsType().cast(new NoOptions()));
  }

  private static PartFactory<?, KernelProjection> projection(
      Parts bound, String name, PartFactory<?, ? extends FilterForm> form) {
    return new Mapped<>(
        form,
        f ->
            new FormProjection(
                new KernelProjection.Target(
                    f, bound.create(KernelDecomposer.class, "decomposer", name, Map.of()))));
  }

  /** Makes something of the parts of another factory. */
  private record Mapped<O extends Record, F, P>(
      PartFactory<O, ? extends F> factory, Function<? super F, ? extends P> made)
      implements PartFactory<O, P> {

    @Override
    public Class<O> optionsType() {
      return factory.optionsType();
    }

    @Override
    public P create(O options) {
      return made.apply(factory.create(options));
    }

    @Override
    public List<O> examples() {
      return factory.examples();
    }
  }
}
