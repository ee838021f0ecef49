package org.rank1.plugin;

import java.util.List;
import java.util.function.Function;

/**
 * Makes one part from its options.
 *
 * @param <O> the options record; its public no-argument constructor holds the defaults
 * @param <P> the socket
 */
public interface PartFactory<O extends Record, P> {

  /** The options record. */
  Class<O> optionsType();

  /** The part for the given options. */
  P create(O options);

  /** Legal option sets that the contract tests run; the defaults unless said otherwise. */
  default List<O> examples() {
    return List.of(Options.defaults(optionsType()));
  }

  /** A factory from a constructor. */
  @SafeVarargs
  static <O extends Record, P> PartFactory<O, P> of(
      Class<O> optionsType, Function<? super O, ? extends P> create, O... examples) {
    return new PartFactory<>() {
      @Override
      public Class<O> optionsType() {
        return optionsType;
      }

      @Override
      public P create(O options) {
        return create.apply(options);
      }

      @Override
      public List<O> examples() {
        return examples.length == 0 ? PartFactory.super.examples() : List.of(examples);
      }
    };
  }
}
