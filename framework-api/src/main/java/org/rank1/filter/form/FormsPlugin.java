package org.rank1.filter.form;

import org.rank1.filter.FilterForm;
import org.rank1.filter.KernelDecomposer;
import org.rank1.plugin.NoOptions;
import org.rank1.plugin.PartFactory;
import org.rank1.plugin.Rank1Plugin;
import org.rank1.provenance.ProductVersion;

/** Binds the forms of this package, and the decomposer that keeps kernels dense. */
public final class FormsPlugin extends Rank1Plugin {
  /** {@link java.util.ServiceLoader} makes the plugin. */
  public FormsPlugin() {
    super("rank1-forms", ProductVersion.current());
  }

  @Override
  protected void configure() {
    part(FilterForm.class, DenseForm.NAME, PartFactory.of(NoOptions.class, o -> new DenseForm()));
    part(FilterForm.class, Rank1Form.NAME, PartFactory.of(NoOptions.class, o -> new Rank1Form()));
    part(
        FilterForm.class,
        FlattenedForm.NAME,
        PartFactory.of(
            FlattenedOptions.class,
            FlattenedForm::new,
            new FlattenedOptions(),
            new FlattenedOptions(1, FlattenedOptions.Bias.EACH, false),
            new FlattenedOptions(2, FlattenedOptions.Bias.LAST, false),
            new FlattenedOptions(2, FlattenedOptions.Bias.EACH, true)));

    part(
        FilterForm.class,
        Rank1SharedForm.NAME,
        PartFactory.of(NoOptions.class, o -> new Rank1SharedForm()));
    part(
        FilterForm.class,
        FilterCpForm.NAME,
        PartFactory.of(
            FilterCpOptions.class,
            FilterCpForm::new,
            new FilterCpOptions(),
            new FilterCpOptions(1),
            new FilterCpOptions(3)));
    part(FilterForm.class, CpForm.NAME, PartFactory.of(RankOptions.class, CpForm::new, ranks()));
    part(
        FilterForm.class,
        Tucker2Form.NAME,
        PartFactory.of(
            Tucker2Options.class,
            Tucker2Form::new,
            new Tucker2Options(),
            new Tucker2Options(2, 1, 0.5),
            new Tucker2Options(0, 0, 0.25)));
    part(
        FilterForm.class,
        SpatialSvdForm.NAME,
        PartFactory.of(RankOptions.class, SpatialSvdForm::new, ranks()));
    part(FilterForm.class, BsconvForm.NAME, PartFactory.of(NoOptions.class, o -> new BsconvForm()));
    part(
        FilterForm.class,
        DepthwiseSeparableForm.NAME,
        PartFactory.of(NoOptions.class, o -> new DepthwiseSeparableForm()));
    part(
        FilterForm.class,
        TensorTrainForm.NAME,
        PartFactory.of(RankOptions.class, TensorTrainForm::new, ranks()));

    part(
        KernelDecomposer.class,
        DenseForm.NAME,
        PartFactory.of(NoOptions.class, o -> new DenseDecomposer()));
  }

  /** A share of the channels, and numbers below and above what small kernels can use. */
  private static RankOptions[] ranks() {
    return new RankOptions[] {
      new RankOptions(), new RankOptions(1, 0.5), new RankOptions(3, 0.5), new RankOptions(0, 1.5)
    };
  }
}
