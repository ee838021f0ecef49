package org.rank1.ops.decomposition;

import java.util.List;
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
  /** For {@link java.util.ServiceLoader}. */
  public DecompositionsPlugin() {
    super("rank1-decompositions", ProductVersion.current());
  }

  @Override
  protected void configure() {
    both(
        "cp-als",
        PartFactory.of(
            CpAlsOptions.class,
            CpAlsOptions::decomposer,
            new CpAlsOptions(2, 0.5, 1, 50, 10),
            new CpAlsOptions(3, 0.5, 1, 50, 10)));
    both(
        "filter-cp-als",
        PartFactory.of(
            FilterCpAlsOptions.class,
            FilterCpAlsOptions::decomposer,
            new FilterCpAlsOptions(2, 1, 50, 10),
            new FilterCpAlsOptions(1, 2, 100, 1)));
    both(
        "tucker2-hooi",
        PartFactory.of(
            Tucker2HooiOptions.class,
            Tucker2HooiOptions::decomposer,
            new Tucker2HooiOptions(),
            new Tucker2HooiOptions(2, 1, 0.5, 0)));
    both(
        "spatial-svd",
        PartFactory.of(
            RankOptions.class,
            options -> new FormDecomposer(new SpatialSvdForm(options), new SpatialSvd()),
            new RankOptions(),
            new RankOptions(2, 0.5)));
    both(
        "tt-svd",
        PartFactory.of(
            RankOptions.class,
            options -> new FormDecomposer(new TensorTrainForm(options), new TtSvd()),
            new RankOptions(),
            new RankOptions(2, 0.5)));
    both(
        "bsconv-svd",
        PartFactory.of(
            NoOptions.class,
            options -> new FormDecomposer(new BsconvForm(), new SeparableSvd(true)),
            new NoOptions()));
    both(
        "depthwise-separable-svd",
        PartFactory.of(
            NoOptions.class,
            options -> new FormDecomposer(new DepthwiseSeparableForm(), new SeparableSvd(false)),
            new NoOptions()));
  }

  private void both(String name, PartFactory<?, FormDecomposer> decomposers) {
    part(KernelDecomposer.class, name, decomposers);
    part(KernelProjection.class, name, new Projections<>(decomposers));
  }

  /** Makes projections with the options of decomposers. */
  private record Projections<O extends Record>(PartFactory<O, FormDecomposer> decomposers)
      implements PartFactory<O, KernelProjection> {
    @Override
    public Class<O> optionsType() {
      return decomposers.optionsType();
    }

    @Override
    public KernelProjection create(O options) {
      return new FormProjection(decomposers.create(options));
    }

    @Override
    public List<O> examples() {
      return decomposers.examples();
    }
  }
}
