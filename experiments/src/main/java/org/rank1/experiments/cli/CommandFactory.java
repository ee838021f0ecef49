package org.rank1.experiments.cli;

import java.lang.reflect.Constructor;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.rank1.experiments.app.Product;
import org.rank1.plugin.PartBinding;
import org.rank1.plugin.Parts;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Gives commands what they need; the product is assembled when the first command asks. */
final class CommandFactory implements IFactory {
  private final Services services;

  CommandFactory(
      Console console, Supplier<Optional<Path>> plugins, Map<String, String> environment) {
    this.services = new Services(console, plugins, environment);
  }

  @Override
  public <K> K create(Class<K> type) throws Exception {
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      if (constructor.getParameterCount() == 1
          && constructor.getParameterTypes()[0] == Services.class) {
        return type.cast(constructor.newInstance(services));
      }
    }
    return CommandLine.defaultFactory().create(type);
  }

  /** The part of a plugin in whose code a command failed. */
  Optional<PartBinding<?>> culprit(Throwable failure) {
    return services.culprit(failure);
  }

  /** What commands need: the console, and everything else from the product. */
  static final class Services {
    private final Console console;
    private final Supplier<Optional<Path>> plugins;
    private final Map<String, String> environment;
    private @Nullable Product product;

    private Services(
        Console console, Supplier<Optional<Path>> plugins, Map<String, String> environment) {
      this.console = console;
      this.plugins = plugins;
      this.environment = environment;
    }

    /** The environment of the process. */
    Map<String, String> environment() {
      return environment;
    }

    Console console() {
      return console;
    }

    private Optional<PartBinding<?>> culprit(Throwable failure) {
      return product == null ? Optional.empty() : product.get(Parts.class).culprit(failure);
    }

    <T> T get(Class<T> type) {
      if (product == null) {
        ClassLoader own = CommandFactory.class.getClassLoader();
        Optional<Path> folder = plugins.get();
        // No lambdas here: taking these from its CDS archive, JDK 17.0.15 crashed in the launcher.
        product = folder.isPresent() ? Product.assemble(own, folder.get()) : Product.assemble(own);
      }
      return product.get(type);
    }
  }
}
