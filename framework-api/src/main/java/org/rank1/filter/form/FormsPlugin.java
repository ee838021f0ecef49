package org.rank1.filter.form;

import org.rank1.filter.FilterForm;
import org.rank1.plugin.NoOptions;
import org.rank1.plugin.PartFactory;
import org.rank1.plugin.Rank1Plugin;
import org.rank1.provenance.ProductVersion;

/** Binds the forms of this package. */
public final class FormsPlugin extends Rank1Plugin {
  /** For {@link java.util.ServiceLoader}. */
  public FormsPlugin() {
    super("rank1-forms", ProductVersion.current());
  }

  @Override
  protected void configure() {
    part(FilterForm.class, DenseForm.NAME, PartFactory.of(NoOptions.class, o -> new DenseForm()));
    part(FilterForm.class, Rank1Form.NAME, PartFactory.of(NoOptions.class, o -> new Rank1Form()));
  }
}
