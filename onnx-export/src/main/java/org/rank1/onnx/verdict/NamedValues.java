package org.rank1.onnx.verdict;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.rank1.filter.FloatTensor;
import org.rank1.onnx.reference.DoubleTensor;
import org.rank1.runtime.InferenceSession;

/** Values of a graph, by name. */
record NamedValues(Map<String, FloatTensor> map) {

  static NamedValues of(String name, FloatTensor value) {
    return new NamedValues(Map.of(name, value));
  }

  FloatTensor get(String name) {
    return Objects.requireNonNull(map.get(name), name);
  }

  /** What a model returns for these. */
  NamedValues through(InferenceSession session) {
    return new NamedValues(session.run(map));
  }

  NamedValues plus(NamedValues more) {
    Map<String, FloatTensor> all = new HashMap<>(map);
    all.putAll(more.map);
    return new NamedValues(all);
  }

  NamedValues only(Collection<String> names) {
    Map<String, FloatTensor> some = new LinkedHashMap<>();
    names.forEach(name -> some.put(name, get(name)));
    return new NamedValues(some);
  }

  Map<String, DoubleTensor> widened() {
    Map<String, DoubleTensor> wide = new HashMap<>();
    map.forEach((name, value) -> wide.put(name, DoubleTensor.of(value)));
    return wide;
  }
}
