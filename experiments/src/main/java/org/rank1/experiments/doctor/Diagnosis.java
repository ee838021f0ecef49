package org.rank1.experiments.doctor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was found, in groups, and what is wrong with it.
 *
 * @param groups names and values of each group, in the order in which they are to be read
 * @param problems one sentence each, with the way on
 */
public record Diagnosis(Map<String, Map<String, String>> groups, List<String> problems) {

  /** Collects findings. */
  static final class Builder {
    private final Map<String, Map<String, String>> groups = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();

    Builder fact(String group, String name, Object value) {
      groups.computeIfAbsent(group, key -> new LinkedHashMap<>()).put(name, value.toString());
      return this;
    }

    Builder problem(String sentence) {
      problems.add(sentence);
      return this;
    }

    Diagnosis build() {
      return new Diagnosis(groups, List.copyOf(problems));
    }
  }
}
