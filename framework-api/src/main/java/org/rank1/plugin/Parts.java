package org.rank1.plugin;

import jakarta.inject.Inject;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.rank1.io.InvalidInputException;
import org.rank1.io.NearMisses;

/** All parts of all plugins, by socket and name. */
public final class Parts {
  private final Map<Class<?>, Map<String, PartBinding<?>>> bySocket = new LinkedHashMap<>();

  /**
   * Collects the bindings.
   *
   * @throws InvalidInputException if a name is bound twice for one socket, naming both origins
   */
  public Parts(Set<PartBinding<?>> bindings) {
    this(bindings, Set.of());
  }

  /**
   * Collects the bindings, and what follows from them.
   *
   * @param derivations asked one after the other for more; a name that is bound already stays as it
   *     is
   * @throws InvalidInputException if a name is bound twice for one socket, naming both origins
   */
  @Inject
  public Parts(Set<PartBinding<?>> bindings, Set<PartDerivation> derivations) {
    List<PartBinding<?>> sorted =
        bindings.stream()
            .sorted(
                Comparator.comparing((PartBinding<?> b) -> b.socket().getSimpleName())
                    .thenComparing(PartBinding::name)
                    .thenComparing(b -> b.origin().toString()))
            .toList();
    for (PartBinding<?> binding : sorted) {
      PartBinding<?> earlier =
          bySocket
              .computeIfAbsent(binding.socket(), s -> new TreeMap<>())
              .putIfAbsent(binding.name(), binding);
      if (earlier != null) {
        throw new InvalidInputException(
            "The %s \"%s\" is bound twice: by %s and by %s. Remove one of the two plugins."
                .formatted(
                    binding.socket().getSimpleName(),
                    binding.name(),
                    earlier.origin(),
                    binding.origin()));
      }
    }
    for (PartDerivation derivation : derivations) {
      for (PartBinding<?> derived : derivation.derived(this)) {
        bySocket
            .computeIfAbsent(derived.socket(), s -> new TreeMap<>())
            .putIfAbsent(derived.name(), derived);
      }
    }
  }

  /** All bindings, by socket, then name. */
  public List<PartBinding<?>> all() {
    return bySocket.values().stream().map(Map::values).flatMap(Collection::stream).toList();
  }

  /** The names bound for a socket, sorted. */
  public Set<String> names(Class<?> socket) {
    return bySocket.getOrDefault(socket, Map.of()).keySet();
  }

  /**
   * The factory of a part.
   *
   * @param kind what to call the socket in an error, for example {@code projection}
   * @param place where the name was given
   * @throws InvalidInputException if there is no such part
   */
  @SuppressWarnings("unchecked") // the bindings of a socket are checked when they are made
  public <P> PartFactory<?, ? extends P> factory(
      Class<P> socket, String name, String kind, String place) {
    PartBinding<?> binding = bySocket.getOrDefault(socket, Map.of()).get(name);
    if (binding == null) {
      throw new InvalidInputException(NearMisses.unknown(kind, name, place, names(socket)));
    }
    return (PartFactory<?, ? extends P>) binding.factory().get();
  }

  /**
   * The part of that name with the given options over its defaults.
   *
   * @param kind the configuration key, for example {@code optimizer}; it stands in errors
   * @throws InvalidInputException if name, an option or a value is illegal
   */
  public <P> P create(Class<P> socket, String kind, String name, Map<String, ?> options) {
    return create(factory(socket, name, kind, kind + ".name"), kind, options);
  }

  private static <O extends Record, P> P create(
      PartFactory<O, ? extends P> factory, String place, Map<String, ?> options) {
    return factory.create(Options.bind(factory.optionsType(), options, place));
  }
}
