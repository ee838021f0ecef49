package org.rank1.experiments.app;

import com.google.inject.Injector;
import java.nio.file.Path;

/** The assembled product: anything that can be made from the parts of all plugins. */
public final class Product {
  private final Injector injector;

  private Product(Injector injector) {
    this.injector = injector;
  }

  /** The product with every plugin that the class loader sees. */
  public static Product assemble(ClassLoader loader) {
    return new Product(Injectors.create(loader));
  }

  /**
   * The product with every plugin that the class loader sees, and those of a folder.
   *
   * @param plugins folder whose jars join the class path
   * @throws org.rank1.io.InvalidInputException if the folder, a jar or a plugin cannot be used
   */
  public static Product assemble(ClassLoader loader, Path plugins) {
    return assemble(PluginFolder.open(plugins, loader));
  }

  /** An instance of a class, with everything it asks for. */
  public <T> T get(Class<T> type) {
    return injector.getInstance(type);
  }
}
