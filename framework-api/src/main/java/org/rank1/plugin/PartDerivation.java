package org.rank1.plugin;

import java.util.List;

/**
 * What parts of one socket bring with them for other sockets: a filter form, for example, whose
 * kernels are contractions says enough of itself to be trained. Only what the plugins leave open is
 * derived.
 */
@FunctionalInterface
public interface PartDerivation {

  /**
   * Further bindings.
   *
   * @param bound what the plugins have bound
   * @return bindings, each with the origin of the part that it follows from; one whose name is
   *     bound for its socket is not used
   */
  List<PartBinding<?>> derived(Parts bound);
}
