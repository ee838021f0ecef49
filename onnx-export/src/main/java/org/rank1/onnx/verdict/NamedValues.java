package org.rank1.onnx.verdict;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.rank1.filter.FloatTensor;
import org.rank1.onnx.model.ModelSignature;
import org.rank1.onnx.operator.DoubleTensor;
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

  /**
   * The same values, row-major as they are, in the shapes in which another model has them.
   *
   * @param shapes of every value; {@link ModelSignature#ANY} stands for the batch there is
   */
  NamedValues in(Map<String, List<Integer>> shapes) {
    Map<String, FloatTensor> reshaped = new LinkedHashMap<>();
    map.forEach(
        (name, value) -> {
          List<Integer> shape = new ArrayList<>(Objects.requireNonNull(shapes.get(name), name));
          if (!shape.isEmpty() && shape.get(0) == ModelSignature.ANY) {
            shape.set(0, value.shape().get(0));
          }
          reshaped.put(name, value.reshape(shape));
        });
    return new NamedValues(reshaped);
  }

  /** Random values in the shapes of these, of magnitudes from 1/16 to 1. */
  NamedValues dense(SplittableRandom random) {
    Map<String, FloatTensor> drawn = new TreeMap<>();
    for (String name : new TreeSet<>(map.keySet())) {
      FloatTensor values = FloatTensor.zeros(get(name).shape());
      for (int i = 0; i < values.size(); i++) {
        float magnitude = (float) random.nextDouble(0x1p-4, 1);
        values.data()[i] = random.nextBoolean() ? magnitude : -magnitude;
      }
      drawn.put(name, values);
    }
    return new NamedValues(drawn);
  }

  /** How many examples the values are of. */
  int examples() {
    return map.values().stream()
        .mapToInt(value -> value.shape().isEmpty() ? 1 : value.shape().get(0))
        .max()
        .orElse(1);
  }

  Map<String, DoubleTensor> widened() {
    Map<String, DoubleTensor> wide = new HashMap<>();
    map.forEach((name, value) -> wide.put(name, DoubleTensor.of(value)));
    return wide;
  }
}
