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
 */
public record PartSpec(String name, Map<String, Object> options) {
  /** Copies, keeping the order. */
  public PartSpec {
    options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
  }
}
