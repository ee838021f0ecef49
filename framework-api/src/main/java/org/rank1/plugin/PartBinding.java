package org.rank1.plugin;

import java.util.function.Supplier;

/**
 * One part as a plugin bound it.
 *
 * @param <P> the socket
 * @param socket the socket's interface
 * @param name the part's name, unique within the socket
 * @param factory gives the part's factory
 * @param origin who bound it
 */
public record PartBinding<P>(
    Class<P> socket,
    String name,
    Supplier<? extends PartFactory<?, ? extends P>> factory,
    Origin origin) {

  /**
   * Where a part comes from.
   *
   * @param plugin the plugin's name
   * @param version the plugin's version
   * @param location the jar or folder the plugin was loaded from
   */
  public record Origin(String plugin, String version, String location) {
    @Override
    public String toString() {
      return plugin + " " + version + " (" + location + ")";
    }
  }
}
