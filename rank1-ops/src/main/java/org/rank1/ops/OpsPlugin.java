package org.rank1.ops;

import org.rank1.filter.KernelDecomposer;
import org.rank1.ops.hook.BalanceHook;
import org.rank1.ops.hook.BalanceOptions;
import org.rank1.ops.hook.ComposeDecomposeHook;
import org.rank1.ops.hook.ComposeDecomposeOptions;
import org.rank1.ops.optimizer.Adagrad;
import org.rank1.ops.optimizer.AdagradOptions;
import org.rank1.ops.optimizer.Adam;
import org.rank1.ops.optimizer.AdamOptions;
import org.rank1.ops.optimizer.AdamWOptions;
import org.rank1.ops.optimizer.MomentumOptions;
import org.rank1.ops.optimizer.Nesterov;
import org.rank1.ops.optimizer.RiemannianSgd;
import org.rank1.ops.optimizer.RiemannianSgdOptions;
import org.rank1.ops.optimizer.RmsProp;
import org.rank1.ops.optimizer.RmsPropOptions;
import org.rank1.ops.optimizer.Sgd;
import org.rank1.ops.optimizer.SgdOptions;
import org.rank1.ops.projection.CertifyOptions;
import org.rank1.ops.projection.HopmOptions;
import org.rank1.ops.projection.NoProjection;
import org.rank1.ops.projection.Rank1Certify;
import org.rank1.ops.projection.Rank1Decomposer;
import org.rank1.ops.projection.Rank1Hopm;
import org.rank1.ops.projection.Rank1Hosvd;
import org.rank1.ops.projection.Rank1Projection;
import org.rank1.ops.projection.Rank1SharedDecomposer;
import org.rank1.ops.projection.SharedOptions;
import org.rank1.ops.projection.SoftFactory;
import org.rank1.plugin.NoOptions;
import org.rank1.plugin.PartFactory;
import org.rank1.plugin.Rank1Plugin;
import org.rank1.provenance.ProductVersion;
import org.rank1.training.KernelProjection;
import org.rank1.training.OptimizerFactory;
import org.rank1.training.ProjectOptions;
import org.rank1.training.TrainingHook;

/**
 * Binds the optimizers, projections and decomposers of this module. Loading it does not load the
 * engine.
 */
public final class OpsPlugin extends Rank1Plugin {
  /** {@link java.util.ServiceLoader} makes the plugin. */
  public OpsPlugin() {
    super("rank1-ops", ProductVersion.current());
  }

  @Override
  protected void configure() {
    part(OptimizerFactory.class, "sgd", PartFactory.of(SgdOptions.class, Sgd::new));
    part(OptimizerFactory.class, "momentum", PartFactory.of(MomentumOptions.class, Sgd::new));
    part(OptimizerFactory.class, "adam", PartFactory.of(AdamOptions.class, Adam::new));
    part(OptimizerFactory.class, "adamw", PartFactory.of(AdamWOptions.class, Adam::new));
    part(OptimizerFactory.class, "nesterov", PartFactory.of(MomentumOptions.class, Nesterov::new));
    part(OptimizerFactory.class, "rmsprop", PartFactory.of(RmsPropOptions.class, RmsProp::new));
    part(OptimizerFactory.class, "adagrad", PartFactory.of(AdagradOptions.class, Adagrad::new));
    part(
        OptimizerFactory.class,
        "riemannian-sgd",
        PartFactory.of(
            RiemannianSgdOptions.class,
            RiemannianSgd::new,
            new RiemannianSgdOptions(),
            new RiemannianSgdOptions(0.05, 0.01)));

    part(
        TrainingHook.class,
        "compose-decompose",
        PartFactory.of(
            ComposeDecomposeOptions.class,
            ComposeDecomposeHook::new,
            new ComposeDecomposeOptions(),
            new ComposeDecomposeOptions(1, 2)));
    part(
        TrainingHook.class,
        "balance",
        PartFactory.of(
            BalanceOptions.class,
            BalanceHook::new,
            new BalanceOptions(),
            new BalanceOptions("step:2", ProjectOptions.OptimizerState.RESET)));

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

    derive(new FormParts());

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
        "rank1-shared-als",
        PartFactory.of(
            SharedOptions.class,
            Rank1SharedDecomposer::new,
            new SharedOptions(),
            new SharedOptions(0, 5)));
  }
}
