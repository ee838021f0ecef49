package com.example.rank1;

import org.rank1.data.DatasetProvider;
import org.rank1.filter.FilterForm;
import org.rank1.filter.KernelDecomposer;
import org.rank1.plugin.NoOptions;
import org.rank1.plugin.PartFactory;
import org.rank1.plugin.Rank1Plugin;

/** Binds the parts of this jar; listed in {@code META-INF/services}. */
public final class StencilPlugin extends Rank1Plugin {
  /** {@link java.util.ServiceLoader} makes the plugin. */
  public StencilPlugin() {
    super("rank1-stencil", "1.0.0");
  }

  @Override
  protected void configure() {
    part(
        FilterForm.class,
        StencilForm.NAME,
        PartFactory.of(NoOptions.class, o -> new StencilForm()));
    part(
        KernelDecomposer.class,
        StencilForm.NAME,
        PartFactory.of(NoOptions.class, o -> new StencilDecomposer()));
    part(
        DatasetProvider.class,
        Stripes.NAME,
        PartFactory.of(StripesOptions.class, Stripes::new, new StripesOptions(16, 40, 20, 1)));
  }
}
