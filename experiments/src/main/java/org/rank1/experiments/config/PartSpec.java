package org.rank1.experiments.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A part as configured.
 *
 * @param name the part's name
 * @param options every option of the part by name: numbers, booleans, texts and lists of these, in
 *     the order of its options record
 * @param common every option of the part's key, likewise; see {@link PartKey#common}
 */
public record PartSpec(String name, Map<String, Object> options, Map<String, Object> common) {
  /** Copies, keeping the order. */
  public PartSpec {
    options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    common = Collections.unmodifiableMap(new LinkedHashMap<>(common));
  }

  /** A part at a key without options of its own. */
  public PartSpec(String name, Map<String, Object> options) {
    this(name, options, Map.of());
  }

  /** The same part with other values of some of its own options. */
  PartSpec with(Map<String, ?> changed) {
    Map<String, Object> all = new LinkedHashMap<>(options);
    all.putAll(changed);
    return new PartSpec(name, all, common);
  }

  /** Whether it is the same part with the same options, but for one of its own. */
  boolean equalsBut(String option, PartSpec other) {
    Map<String, Object> mine = new LinkedHashMap<>(options);
    Map<String, Object> others = new LinkedHashMap<>(other.options);
    mine.remove(option);
    others.remove(option);
    return name.equals(other.name) && mine.equals(others) && common.equals(other.common);
  }

  /** Name, options of the key and options of the part, as a configuration holds them. */
  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(OptionBinder.NAME, name);
    map.putAll(common);
    map.putAll(options);
    return map;
  }
}
