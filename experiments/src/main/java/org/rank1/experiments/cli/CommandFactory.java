package org.rank1.experiments.cli;

import java.lang.reflect.Constructor;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.rank1.Rank1;
import org.rank1.plugin.PartBinding;
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

  /** What commands need: the console, the environment, and the product behind its façade. */
  static final class Services {
    private final Console console;
    private final Supplier<Optional<Path>> plugins;
    private final Map<String, String> environment;
    private @Nullable Rank1 rank1;

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
      return rank1 == null ? Optional.empty() : rank1.culprit(failure);
    }

    Rank1 rank1() {
      if (rank1 == null) {
        Optional<Path> folder = plugins.get();
        // No lambdas here: taking these from its CDS archive, JDK 17.0.15 crashed in the launcher.
        rank1 = folder.isPresent() ? Rank1.withPlugins(folder.get()) : Rank1.create();
      }
      return rank1;
    }
  }
}
