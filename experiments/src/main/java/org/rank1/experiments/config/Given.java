package org.rank1.experiments.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What somebody wrote, and where: a tree of texts, not yet of any type. */
sealed interface Given {
  /** Where it stands. */
  Place place();

  /** As text, list or map. */
  Object plain();

  /** One scalar. */
  record Text(String text, Place place) implements Given {
    @Override
    public Object plain() {
      return text;
    }
  }

  /** A list. */
  record Sequence(List<Given> elements, Place place) implements Given {
    /** Copies. */
    public Sequence {
      elements = List.copyOf(elements);
    }

    @Override
    public Object plain() {
      return elements.stream().map(Given::plain).toList();
    }
  }

  /** Keys and values, in order. */
  record Mapping(Map<String, Given> entries, Place place) implements Given {
    /** Copies, keeping the order. */
    public Mapping {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    /** No keys. */
    static Mapping empty(Place place) {
      return new Mapping(Map.of(), place);
    }

    @Override
    public Object plain() {
      Map<String, Object> plain = new LinkedHashMap<>();
      entries.forEach((key, value) -> plain.put(key, value.plain()));
      return plain;
    }
  }
}
