package org.rank1.experiments.app;

import com.google.inject.CreationException;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.ProvisionException;
import com.google.inject.Stage;
import com.google.inject.spi.Element;
import com.google.inject.spi.Elements;
import com.google.inject.spi.Message;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.rank1.io.InvalidInputException;
import org.rank1.plugin.Parts;
import org.rank1.plugin.Rank1Plugin;

/** Makes the injector of the product from all plugins that {@link ServiceLoader} finds. */
final class Injectors {
  private Injectors() {}

  /**
   * The injector with every plugin that the class loader sees.
   *
   * @throws InvalidInputException if a plugin cannot be made or configured, or a part is bound
   *     twice
   */
  public static Injector create(ClassLoader loader) {
    List<Rank1Plugin> plugins = new ArrayList<>();
    try {
      ServiceLoader.load(Rank1Plugin.class, loader).forEach(plugins::add);
    } catch (ServiceConfigurationError | LinkageError e) {
      String reason = e.getCause() == null ? "" : " (" + e.getCause() + ")";
      throw new InvalidInputException(
          "A plugin cannot be loaded: " + e.getMessage() + reason + ".", e);
    }
    return create(plugins);
  }

  /**
   * The injector with the given plugins.
   *
   * @throws InvalidInputException if a part is bound twice or a plugin cannot be configured
   */
  public static Injector create(Collection<Rank1Plugin> plugins) {
    try {
      Injector injector =
          Guice.createInjector(
              Stage.DEVELOPMENT, plugins.stream().map(Injectors::configured).toList());
      injector.getInstance(Parts.class);
      return injector;
    } catch (CreationException e) {
      throw refusal(e.getErrorMessages(), e);
    } catch (ProvisionException e) {
      throw refusal(e.getErrorMessages(), e);
    }
  }

  /**
   * A plugin's bindings, made here: Guice would log what a plugin throws with its trace. One made
   * for another version may miss classes or methods only when it binds its parts.
   */
  private static Module configured(Rank1Plugin plugin) {
    List<Element> elements;
    try {
      elements = Elements.getElements(Stage.DEVELOPMENT, plugin);
    } catch (LinkageError e) {
      throw new InvalidInputException(
          "The plugin %s does not fit this version of Rank1: %s.".formatted(plugin.origin(), e), e);
    }
    List<Message> messages =
        elements.stream().filter(Message.class::isInstance).map(Message.class::cast).toList();
    if (!messages.isEmpty()) {
      throw refusal(messages, new CreationException(messages));
    }
    return Elements.getModule(elements);
  }

  private static InvalidInputException refusal(Collection<Message> messages, RuntimeException e) {
    for (Message message : messages) {
      if (message.getCause() instanceof InvalidInputException refused) {
        return refused;
      }
    }
    return new InvalidInputException(
        "The plugins cannot be put together: " + messages.iterator().next().getMessage() + ".", e);
  }
}
