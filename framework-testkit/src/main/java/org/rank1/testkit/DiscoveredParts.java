package org.rank1.testkit;

import com.google.inject.Guice;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Predicate;
import org.rank1.plugin.Options;
import org.rank1.plugin.PartBinding;
import org.rank1.plugin.PartFactory;
import org.rank1.plugin.Parts;
import org.rank1.plugin.Rank1Plugin;

/** The parts of all plugins on the class path. */
public final class DiscoveredParts {
  private DiscoveredParts() {}

  /** Collects all plugins that {@link ServiceLoader} finds. */
  public static Parts load() {
    return of(ServiceLoader.load(Rank1Plugin.class));
  }

  /** Collects the given plugins. */
  public static Parts of(Iterable<Rank1Plugin> plugins) {
    return Guice.createInjector(plugins).getInstance(Parts.class);
  }

  /**
   * One example of a part.
   *
   * @param <P> the socket
   * @param name the name under which the part is bound
   * @param options the options it was made from
   * @param part the part
   */
  public record Example<P>(String name, Record options, P part) {
    @Override
    public String toString() {
      return name + " " + Options.toMap(options);
    }
  }

  /** Every part of a socket, made from each of its factory's examples. */
  public static <P> List<Example<P>> examples(Parts parts, Class<P> socket) {
    return examples(parts, socket, binding -> true);
  }

  /** Some parts of a socket, made from each of their factories' examples. */
  static <P> List<Example<P>> examples(
      Parts parts, Class<P> socket, Predicate<PartBinding<?>> which) {
    List<Example<P>> examples = new ArrayList<>();
    for (PartBinding<?> binding : parts.all()) {
      if (binding.socket().equals(socket) && which.test(binding)) {
        addExamples(
            binding.name(),
            parts.factory(socket, binding.name(), socket.getSimpleName(), "contract"),
            examples);
      }
    }
    return examples;
  }

  private static <O extends Record, P> void addExamples(
      String name, PartFactory<O, ? extends P> factory, List<Example<P>> examples) {
    for (O options : factory.examples()) {
      examples.add(new Example<>(name, options, factory.create(options)));
    }
  }

  /** A part made again from its options. */
  static <O extends Record, P> P remade(PartFactory<O, ? extends P> factory, Record options) {
    return factory.create(factory.optionsType().cast(options));
  }
}
