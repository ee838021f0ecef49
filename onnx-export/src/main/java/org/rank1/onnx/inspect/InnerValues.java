package org.rank1.onnx.inspect;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.rank1.filter.FloatTensor;
import org.rank1.io.InvalidInputException;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.graph.Dimension;
import org.rank1.onnx.graph.TensorShape;
import org.rank1.onnx.model.SubModels;
import org.rank1.runtime.InferenceRuntime;
import org.rank1.runtime.InferenceSession;

/** A loaded model that returns values which pass between its nodes, its input among them. */
public final class InnerValues implements AutoCloseable {
  /** Elements that one run may return, 256 MiB. */
  private static final long MOST = 1L << 26;

  private final String input;
  private final Set<String> wanted;
  private final InferenceSession session;

  /**
   * Loads a model.
   *
   * @param values names of values of 32-bit floats
   * @throws InvalidInputException if they are too large to be returned at once, or the runtime
   *     refuses the model
   */
  public InnerValues(CheckedModel model, Collection<String> values, InferenceRuntime runtime) {
    input = model.signature().input();
    wanted = new TreeSet<>(values);
    Map<String, TensorShape> shapes = model.shapes();
    long size = 0;
    for (String value : wanted) {
      size += size(shapes.getOrDefault(value, TensorShape.UNKNOWN));
      if (size > MOST) {
        throw new InvalidInputException(
            "The inner values of %s have more than %d elements for one run."
                .formatted(model.place(), MOST));
      }
    }
    List<String> inner = wanted.stream().filter(value -> !value.equals(input)).toList();
    session =
        runtime.open(CheckedModel.of(SubModels.withOutputs(model.graph(), inner), model.place()));
  }

  /** The number of elements, or at least as many where extents, such as the batch, are open. */
  private static long size(TensorShape shape) {
    long size = 1;
    for (Dimension dim : shape.dims()) {
      size = dim.isKnown() ? Math.min(MOST + 1, size * dim.size()) : size;
    }
    return size;
  }

  /**
   * Runs the model.
   *
   * @param batch its input
   * @return the values, by name
   */
  public Map<String, FloatTensor> of(FloatTensor batch) {
    Map<String, FloatTensor> values = new LinkedHashMap<>(session.run(Map.of(input, batch)));
    values.put(input, batch);
    values.keySet().retainAll(wanted);
    return values;
  }

  @Override
  public void close() {
    session.close();
  }
}
