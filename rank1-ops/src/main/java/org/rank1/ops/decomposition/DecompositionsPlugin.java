package org.rank1.ops.decomposition;

import java.util.function.Function;
import org.rank1.filter.FilterForm;
import org.rank1.filter.KernelDecomposer;
import org.rank1.filter.form.BsconvForm;
import org.rank1.filter.form.DepthwiseSeparableForm;
import org.rank1.filter.form.RankOptions;
import org.rank1.filter.form.SpatialSvdForm;
import org.rank1.filter.form.TensorTrainForm;
import org.rank1.plugin.NoOptions;
import org.rank1.plugin.PartFactory;
import org.rank1.plugin.Rank1Plugin;
import org.rank1.provenance.ProductVersion;
import org.rank1.training.KernelProjection;

/** Binds the decomposers of low-rank forms, and the projections made of them. */
public final class DecompositionsPlugin extends Rank1Plugin {
  /** {@link java.util.ServiceLoader} makes the plugin. */
  public DecompositionsPlugin() {
    super("rank1-decompositions", ProductVersion.current());
  }

  @Override
  protected void configure() {
    decomposer(
        "cp-als",
        PartFactory.of(CpAlsStrategy.class, Decomposers::cp, new CpAlsStrategy(1, 50, 10)));
    projection(
        "cp-als",
        PartFactory.of(
            CpAlsOptions.class,
            o -> onto(o.form(), Decomposers.cp(o.strategy())),
            new CpAlsOptions(2, 0.5, 1, 50, 10),
            new CpAlsOptions(3, 0.5, 1, 50, 10)));
    decomposer(
        "filter-cp-als",
        PartFactory.of(
            CpAlsStrategy.class,
            Decomposers::filterCp,
            new CpAlsStrategy(1, 50, 10),
            new CpAlsStrategy(2, 100, 30)));
    projection(
        "filter-cp-als",
        PartFactory.of(
            FilterCpAlsOptions.class,
            o -> onto(o.form(), Decomposers.filterCp(o.strategy())),
            new FilterCpAlsOptions(2, 1, 50, 10),
            new FilterCpAlsOptions(1, 2, 100, 1)));
    decomposer(
        "tucker2-hooi",
        PartFactory.of(
            HooiStrategy.class, Decomposers::tucker2, new HooiStrategy(), new HooiStrategy(0)));
    projection(
        "tucker2-hooi",
        PartFactory.of(
            Tucker2HooiOptions.class,
            o -> onto(o.form(), Decomposers.tucker2(o.strategy())),
            new Tucker2HooiOptions(),
            new Tucker2HooiOptions(2, 1, 0.5, 0)));
    ranked("spatial-svd", SpatialSvdForm::new, Decomposers.spatialSvd());
    ranked("tt-svd", TensorTrainForm::new, Decomposers.tensorTrain());
    fixed("bsconv-svd", new BsconvForm(), Decomposers.bsconv());
    fixed(
        "depthwise-separable-svd", new DepthwiseSeparableForm(), Decomposers.depthwiseSeparable());
  }

  private void ranked(
      String name, Function<RankOptions, FilterForm> form, KernelDecomposer decomposer) {
    decomposer(name, PartFactory.of(NoOptions.class, o -> decomposer));
    projection(
        name,
        PartFactory.of(
            RankOptions.class,
            o -> onto(form.apply(o), decomposer),
            new RankOptions(),
            new RankOptions(2, 0.5)));
  }

  private void fixed(String name, FilterForm form, KernelDecomposer decomposer) {
    decomposer(name, PartFactory.of(NoOptions.class, o -> decomposer));
    projection(name, PartFactory.of(NoOptions.class, o -> onto(form, decomposer)));
  }

  private void decomposer(String name, PartFactory<?, ? extends KernelDecomposer> factory) {
    part(KernelDecomposer.class, name, factory);
  }

  private void projection(String name, PartFactory<?, KernelProjection> factory) {
    part(KernelProjection.class, name, factory);
  }

  private static KernelProjection onto(FilterForm form, KernelDecomposer decomposer) {
    return new FormProjection(new KernelProjection.Target(form, decomposer));
  }
}
