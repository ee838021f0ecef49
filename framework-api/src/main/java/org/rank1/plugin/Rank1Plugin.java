package org.rank1.plugin;

import com.google.inject.AbstractModule;
import com.google.inject.TypeLiteral;
import com.google.inject.multibindings.Multibinder;
import java.security.CodeSource;

/**
 * A Guice module with a name and a version that brings parts; found with {@link
 * java.util.ServiceLoader}.
 */
public abstract class Rank1Plugin extends AbstractModule {
  private final String name;
  private final String version;

  /** Names the plugin; subclasses have a public constructor without arguments. */
  protected Rank1Plugin(String name, String version) {
    this.name = name;
    this.version = version;
  }

  /** The plugin's name, for people. */
  public final String name() {
    return name;
  }

  /** The plugin's version. */
  public final String version() {
    return version;
  }

  /** Binds a part whose factory needs nothing. */
  protected final <P> void part(
      Class<P> socket, String partName, PartFactory<?, ? extends P> factory) {
    bindings()
        .addBinding()
        .toInstance(new PartBinding<>(socket, partName, () -> factory, origin()));
  }

  /** Binds a part whose factory is made by Guice, with what it injects. */
  protected final <P> void part(
      Class<P> socket, String partName, Class<? extends PartFactory<?, ? extends P>> factory) {
    bindings()
        .addBinding()
        .toInstance(new PartBinding<>(socket, partName, getProvider(factory)::get, origin()));
  }

  /** Adds parts that follow from those of all plugins. */
  protected final void derive(PartDerivation derivation) {
    derivations().addBinding().toInstance(derivation);
  }

  private Multibinder<PartDerivation> derivations() {
    return Multibinder.newSetBinder(binder(), PartDerivation.class);
  }

  private Multibinder<PartBinding<?>> bindings() {
    derivations(); // the set exists, even if no plugin derives
    return Multibinder.newSetBinder(binder(), new TypeLiteral<PartBinding<?>>() {});
  }

  /** Where this plugin was loaded from. */
  public final PartBinding.Origin origin() {
    CodeSource source = getClass().getProtectionDomain().getCodeSource();
    String location = source == null ? "unknown location" : source.getLocation().getPath();
    return new PartBinding.Origin(name, version, location);
  }
}
