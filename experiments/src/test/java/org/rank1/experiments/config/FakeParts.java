package org.rank1.experiments.config;

import ai.djl.ndarray.NDArray;
import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.rank1.experiments.ExperimentsPlugin;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.Factors;
import org.rank1.filter.FilterForm;
import org.rank1.filter.form.DenseForm;
import org.rank1.filter.form.Rank1Form;
import org.rank1.plugin.NoOptions;
import org.rank1.plugin.PartFactory;
import org.rank1.plugin.Parts;
import org.rank1.plugin.Rank1Plugin;
import org.rank1.training.FilterParameterization;
import org.rank1.training.KernelProjection;
import org.rank1.training.OptimizerFactory;
import org.rank1.training.TrainingHook;

/** The parts of this module, and stand-ins for those of modules that need an engine. */
final class FakeParts extends Rank1Plugin {

  /** The parts of both plugins. */
  static Parts all() {
    return with();
  }

  /** The parts of both plugins and more. */
  static Parts with(Rank1Plugin... more) {
    return Guice.createInjector(
            new ExperimentsPlugin(),
            new FakeParts(),
            new AbstractModule() {
              @Override
              protected void configure() {
                List.of(more).forEach(this::install);
              }
            })
        .getInstance(Parts.class);
  }

  FakeParts() {
    super("fakes", "1");
  }

  /** Options with every type that there is. */
  record SgdOptions(
      double learningRate,
      double momentum,
      boolean nesterov,
      Decay decay,
      List<Integer> milestones) {
    enum Decay {
      FACTORS,
      COMPOSED_KERNEL
    }

    SgdOptions() {
      this(0.1, 0, false, Decay.FACTORS, List.of());
    }

    SgdOptions {
      if (!(learningRate > 0)) {
        throw new IllegalArgumentException(
            "illegal learningRate " + learningRate + ", must be positive");
      }
      if (!(momentum >= 0 && momentum < 1)) {
        throw new IllegalArgumentException(
            "illegal momentum " + momentum + ", must be within [0, 1)");
      }
      if (nesterov && momentum == 0) {
        throw new IllegalArgumentException("illegal nesterov true without momentum");
      }
    }
  }

  record AdamOptions(double learningRate, double beta1, String note) {
    AdamOptions() {
      this(0.001, 0.9, "");
    }
  }

  record HopmOptions(int iterations) {
    HopmOptions() {
      this(10);
    }
  }

  record BalanceOptions(String when) {
    BalanceOptions() {
      this("epoch:1");
    }
  }

  @Override
  protected void configure() {
    part(
        TrainingHook.class,
        "balance",
        PartFactory.of(BalanceOptions.class, o -> new TrainingHook() {}));
    part(
        KernelProjection.class,
        "rank1-hopm",
        PartFactory.of(HopmOptions.class, o -> new NoProjection()));
    part(
        OptimizerFactory.class, "sgd", PartFactory.of(SgdOptions.class, o -> FakeParts::optimizer));
    part(
        OptimizerFactory.class,
        "adam",
        PartFactory.of(AdamOptions.class, o -> FakeParts::optimizer));
    part(KernelProjection.class, "none", PartFactory.of(NoOptions.class, o -> new NoProjection()));
    part(
        FilterParameterization.class,
        "rank1",
        PartFactory.of(NoOptions.class, o -> new Parameterization(new Rank1Form())));
    part(
        FilterParameterization.class,
        "dense",
        PartFactory.of(NoOptions.class, o -> new Parameterization(new DenseForm())));
  }

  private static OptimizerFactory.Optimizer optimizer(Object groups, Object state) {
    throw new UnsupportedOperationException();
  }

  private record NoProjection() implements KernelProjection {
    @Override
    public Optional<Target> target() {
      return Optional.empty();
    }

    @Override
    public NDArray project(ConvSpec conv, NDArray kernel) {
      return kernel;
    }
  }

  private record Parameterization(FilterForm form) implements FilterParameterization {
    @Override
    public Factors initialize(ConvSpec conv, RandomGenerator random) {
      throw new UnsupportedOperationException();
    }

    @Override
    public NDArray forward(
        ConvSpec conv, NDArray input, Map<String, NDArray> factors, NDArray bias) {
      throw new UnsupportedOperationException();
    }
  }
}
