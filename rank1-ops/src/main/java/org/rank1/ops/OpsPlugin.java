package org.rank1.ops;

import org.rank1.filter.FilterForm;
import org.rank1.filter.KernelDecomposer;
import org.rank1.filter.form.DenseForm;
import org.rank1.filter.form.FlattenedForm;
import org.rank1.filter.form.FlattenedOptions;
import org.rank1.filter.form.Rank1Form;
import org.rank1.ops.optimizer.Adam;
import org.rank1.ops.optimizer.AdamOptions;
import org.rank1.ops.optimizer.AdamWOptions;
import org.rank1.ops.optimizer.MomentumOptions;
import org.rank1.ops.optimizer.Sgd;
import org.rank1.ops.optimizer.SgdOptions;
import org.rank1.ops.parameterization.DenseOptions;
import org.rank1.ops.parameterization.Execution;
import org.rank1.ops.parameterization.FlattenedTraining;
import org.rank1.ops.parameterization.FormParameterization;
import org.rank1.ops.parameterization.Initializer;
import org.rank1.ops.parameterization.KernelVariance;
import org.rank1.ops.parameterization.Rank1Options;
import org.rank1.ops.projection.CertifyOptions;
import org.rank1.ops.projection.HopmOptions;
import org.rank1.ops.projection.NoProjection;
import org.rank1.ops.projection.Rank1Certify;
import org.rank1.ops.projection.Rank1Decomposer;
import org.rank1.ops.projection.Rank1Hopm;
import org.rank1.ops.projection.Rank1Hosvd;
import org.rank1.ops.projection.Rank1Projection;
import org.rank1.ops.projection.SoftFactory;
import org.rank1.plugin.NoOptions;
import org.rank1.plugin.PartFactory;
import org.rank1.plugin.Rank1Plugin;
import org.rank1.provenance.ProductVersion;
import org.rank1.training.FilterParameterization;
import org.rank1.training.KernelProjection;
import org.rank1.training.OptimizerFactory;

/** Binds the parts of this module. Loading it does not load the engine. */
public final class OpsPlugin extends Rank1Plugin {
  /** For {@link java.util.ServiceLoader}. */
  public OpsPlugin() {
    super("rank1-ops", ProductVersion.current());
  }

  @Override
  protected void configure() {
    part(
        FilterParameterization.class,
        DenseForm.NAME,
        PartFactory.of(
            DenseOptions.class,
            o -> trained(new DenseForm(), o.initializer().initializer(), Execution.COMPOSED),
            new DenseOptions(),
            new DenseOptions(KernelVariance.XAVIER)));
    part(
        FilterParameterization.class,
        Rank1Form.NAME,
        PartFactory.of(
            Rank1Options.class,
            o -> trained(new Rank1Form(), o.initializer(), o.execution()),
            new Rank1Options(),
            new Rank1Options(Initializer.XAVIER, Execution.COMPOSED),
            new Rank1Options(Initializer.SPECTRAL, Execution.FACTORIZED)));
    part(
        FilterParameterization.class,
        FlattenedForm.NAME,
        PartFactory.of(
            FlattenedTraining.class,
            o -> trained(new FlattenedForm(o.form()), o.initializer(), o.execution()),
            new FlattenedTraining(),
            flattened(1, FlattenedOptions.Bias.LAST, false),
            flattened(1, FlattenedOptions.Bias.EACH, false),
            flattened(2, FlattenedOptions.Bias.LAST, true),
            flattened(2, FlattenedOptions.Bias.EACH, true)));

    part(OptimizerFactory.class, "sgd", PartFactory.of(SgdOptions.class, Sgd::new));
    part(OptimizerFactory.class, "momentum", PartFactory.of(MomentumOptions.class, Sgd::new));
    part(OptimizerFactory.class, "adam", PartFactory.of(AdamOptions.class, Adam::new));
    part(OptimizerFactory.class, "adamw", PartFactory.of(AdamWOptions.class, Adam::new));

    part(KernelProjection.class, "none", PartFactory.of(NoOptions.class, o -> new NoProjection()));
    part(
        KernelProjection.class,
        "rank1-hosvd",
        PartFactory.of(NoOptions.class, o -> new Rank1Projection(new Rank1Hosvd())));
    part(
        KernelProjection.class,
        "rank1-hopm",
        PartFactory.of(HopmOptions.class, options -> new Rank1Projection(new Rank1Hopm(options))));
    part(
        KernelProjection.class,
        "rank1-certify",
        PartFactory.of(
            CertifyOptions.class, options -> new Rank1Projection(new Rank1Certify(options))));
    part(KernelProjection.class, SoftFactory.NAME, SoftFactory.class);

    part(
        KernelDecomposer.class,
        "rank1-hosvd",
        PartFactory.of(NoOptions.class, o -> new Rank1Decomposer(new Rank1Hosvd())));
    part(
        KernelDecomposer.class,
        "rank1-hopm",
        PartFactory.of(HopmOptions.class, options -> new Rank1Decomposer(new Rank1Hopm(options))));
    part(
        KernelDecomposer.class,
        "rank1-certify",
        PartFactory.of(
            CertifyOptions.class, options -> new Rank1Decomposer(new Rank1Certify(options))));
    part(
        KernelDecomposer.class,
        "flattened-hopm",
        PartFactory.of(
            HopmOptions.class, options -> Rank1Decomposer.flattened(new Rank1Hopm(options))));
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
