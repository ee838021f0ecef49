package org.rank1.plugin;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.rank1.io.InvalidInputException;
import org.rank1.io.NearMisses;

/** All parts of all plugins, by socket and name. */
@Singleton
public final class Parts {
  /** Classes of the product; those of plugins lie elsewhere. */
  private static final String OWN = "org.rank1.";

  /** Causes of causes that are followed; they might go round. */
  private static final int MOST_CAUSES = 32;

  /** By outermost class, the part that was made last. */
  private final Map<String, PartBinding<?>> made = new ConcurrentHashMap<>();

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
    P part = create(factory(socket, name, kind, kind + ".name"), kind, options);
    PartBinding<?> binding = bySocket.getOrDefault(socket, Map.of()).get(name);
    if (binding != null) {
      made.put(outermost(part.getClass().getName()), binding);
    }
    return part;
  }

  /**
   * The part of a third party in whose code something failed, if it was there: a part that was made
   * here, and whose code called nothing of Rank1's that failed.
   */
  public Optional<PartBinding<?>> culprit(Throwable failure) {
    Throwable root = failure;
    for (int depth = 0; root.getCause() != null && depth < MOST_CAUSES; depth++) {
      root = root.getCause();
    }
    for (StackTraceElement frame : root.getStackTrace()) {
      String type = outermost(frame.getClassName());
      PartBinding<?> binding = made.get(type);
      if (type.startsWith(OWN)) {
        return Optional.empty();
      } else if (binding != null) {
        return Optional.of(binding);
      }
    }
    return Optional.empty();
  }

  /** A part may be a lambda, or fail in a class inside its own. */
  private static String outermost(String type) {
    int nested = type.indexOf('$');
    return nested < 0 ? type : type.substring(0, nested);
  }

  private static <O extends Record, P> P create(
      PartFactory<O, ? extends P> factory, String place, Map<String, ?> options) {
    return factory.create(Options.bind(factory.optionsType(), options, place));
  }
}
