package org.rank1.ops.parameterization;

import java.util.function.Function;
import org.rank1.filter.FilterForm;
import org.rank1.filter.form.BsconvForm;
import org.rank1.filter.form.CpForm;
import org.rank1.filter.form.DenseForm;
import org.rank1.filter.form.DepthwiseSeparableForm;
import org.rank1.filter.form.FilterCpForm;
import org.rank1.filter.form.FlattenedForm;
import org.rank1.filter.form.FlattenedOptions;
import org.rank1.filter.form.Rank1Form;
import org.rank1.filter.form.Rank1SharedForm;
import org.rank1.filter.form.RankOptions;
import org.rank1.filter.form.SpatialSvdForm;
import org.rank1.filter.form.TensorTrainForm;
import org.rank1.filter.form.Tucker2Form;
import org.rank1.filter.form.Tucker2Options;
import org.rank1.plugin.PartFactory;
import org.rank1.plugin.Rank1Plugin;
import org.rank1.provenance.ProductVersion;
import org.rank1.training.FilterParameterization;

/** Binds a parameterization for each form. */
public final class ParameterizationsPlugin extends Rank1Plugin {
  /** {@link java.util.ServiceLoader} makes the plugin. */
  public ParameterizationsPlugin() {
    super("rank1-parameterizations", ProductVersion.current());
  }

  @Override
  protected void configure() {
    bind(
        DenseForm.NAME,
        PartFactory.of(
            DenseOptions.class,
            o -> trained(new DenseForm(), o.initializer().initializer(), Execution.COMPOSED),
            new DenseOptions(),
            new DenseOptions(KernelVariance.XAVIER)));
    bind(
        Rank1Form.NAME,
        PartFactory.of(
            FormTraining.class,
            o -> trained(new Rank1Form(), o.initializer(), o.execution()),
            new FormTraining(),
            new FormTraining(Initializer.XAVIER, Execution.COMPOSED),
            new FormTraining(Initializer.SPECTRAL, Execution.FACTORIZED),
            new FormTraining(Initializer.UNIFORM, Execution.CHAIN)));
    bind(
        FlattenedForm.NAME,
        PartFactory.of(
            FlattenedTraining.class,
            o -> trained(new FlattenedForm(o.form()), o.initializer(), o.execution()),
            new FlattenedTraining(),
            flattened(1, FlattenedOptions.Bias.LAST, false),
            flattened(1, FlattenedOptions.Bias.EACH, false),
            flattened(2, FlattenedOptions.Bias.LAST, true),
            flattened(2, FlattenedOptions.Bias.EACH, true)));
    separable(Rank1SharedForm.NAME, new Rank1SharedForm());
    separable(BsconvForm.NAME, new BsconvForm());
    separable(DepthwiseSeparableForm.NAME, new DepthwiseSeparableForm());
    bind(
        FilterCpForm.NAME,
        PartFactory.of(
            FilterCpTraining.class,
            o -> trained(new FilterCpForm(o.form()), o.initializer(), o.execution()),
            new FilterCpTraining(),
            new FilterCpTraining(3, Initializer.XAVIER, Execution.COMPOSED),
            new FilterCpTraining(2, Initializer.HE, Execution.CHAIN)));
    bind(CpForm.NAME, lowRank(o -> new CpForm(o)));
    bind(SpatialSvdForm.NAME, lowRank(o -> new SpatialSvdForm(o)));
    bind(TensorTrainForm.NAME, lowRank(o -> new TensorTrainForm(o)));
    bind(
        Tucker2Form.NAME,
        PartFactory.of(
            Tucker2Training.class,
            o -> trained(new Tucker2Form(o.form()), o.initializer(), o.execution()),
            new Tucker2Training(),
            new Tucker2Training(
                new Tucker2Options(2, 1, 0.5), Initializer.XAVIER, Execution.COMPOSED),
            new Tucker2Training(
                new Tucker2Options(), Initializer.XAVIER_PER_FACTOR, Execution.FACTORIZED)));
  }

  private void bind(String name, PartFactory<?, FilterParameterization> factory) {
    part(FilterParameterization.class, name, factory);
  }

  private void separable(String name, FilterForm form) {
    bind(
        name,
        PartFactory.of(
            SeparableTraining.class,
            o -> trained(form, o.initializer(), o.execution()),
            new SeparableTraining(),
            new SeparableTraining(Initializer.XAVIER, Execution.COMPOSED),
            new SeparableTraining(Initializer.JIN, Execution.FACTORIZED)));
  }

  private static PartFactory<LowRankTraining, FilterParameterization> lowRank(
      Function<RankOptions, FilterForm> form) {
    return PartFactory.of(
        LowRankTraining.class,
        o -> trained(form.apply(o.form()), o.initializer(), o.execution()),
        new LowRankTraining(),
        new LowRankTraining(new RankOptions(3, 0.5), Initializer.XAVIER, Execution.COMPOSED),
        new LowRankTraining(new RankOptions(), Initializer.HE, Execution.CHAIN));
  }

  private static FilterParameterization trained(
      FilterForm form, Initializer initializer, Execution execution) {
    return new FormParameterization(form, initializer, execution);
  }

  private static FlattenedTraining flattened(
      int sets, FlattenedOptions.Bias bias, boolean innerRelu) {
    return new FlattenedTraining(sets, bias, innerRelu, Initializer.HE, Execution.CHAIN);
  }
}
