package org.rank1.metric;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Something measured in a run.
 *
 * @param event what was measured, for example {@code epoch}
 * @param values numbers, booleans and texts by name, in the order of reading
 */
public record Measurement(String event, Map<String, Object> values) {
  /** Copies, keeping the order. */
  public Measurement {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }
}
