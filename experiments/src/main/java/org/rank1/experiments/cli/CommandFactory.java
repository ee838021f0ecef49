package org.rank1.experiments.cli;

import com.google.inject.Injector;
import java.lang.reflect.Constructor;
import org.jspecify.annotations.Nullable;
import org.rank1.experiments.app.Injectors;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Gives commands what they need; the injector is made when the first command runs. */
final class CommandFactory implements IFactory {
  private final Services services;

  CommandFactory(Console console) {
    this.services = new Services(console);
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

  /** What commands need: the console, and everything else through the injector. */
  static final class Services {
    private final Console console;
    private @Nullable Injector injector;

    private Services(Console console) {
      this.console = console;
    }

    Console console() {
      return console;
    }

    <T> T get(Class<T> type) {
      if (injector == null) {
        injector = Injectors.create(Thread.currentThread().getContextClassLoader());
      }
      return injector.getInstance(type);
    }
  }
}
