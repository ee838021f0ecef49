package org.rank1.onnx.verdict;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.rank1.filter.FloatTensor;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.model.GraphPart;
import org.rank1.onnx.model.SubModels;
import org.rank1.runtime.InferenceRuntime;
import org.rank1.runtime.InferenceSession;

/**
 * All parts of one model in one session, side by side: each reads only values that are fed, never
 * what another part computes. So the runtime loads the weights once, optimizes every part as it
 * would alone, and gives all results in one run.
 */
final class SegmentSession implements AutoCloseable {
  private final Set<String> inputs;
  private final Map<String, List<Integer>> shapes;
  private final List<InferenceSession> session;
  private NamedValues results = new NamedValues(Map.of());

  private SegmentSession(
      Set<String> inputs, Map<String, List<Integer>> shapes, List<InferenceSession> session) {
    this.inputs = inputs;
    this.shapes = shapes;
    this.session = session;
  }

  /**
   * Opens a session for some parts; none if there are no parts.
   *
   * @param parts by the value that each computes
   * @param inputs the values that they read
   * @param shapes of these values
   */
  static SegmentSession open(
      Map<String, GraphPart> parts,
      Set<String> inputs,
      Map<String, List<Integer>> shapes,
      InferenceRuntime runtime) {
    Map<String, List<Integer>> fed = new LinkedHashMap<>();
    inputs.forEach(input -> fed.put(input, Objects.requireNonNull(shapes.get(input), input)));
    List<InferenceSession> session = new ArrayList<>();
    if (!parts.isEmpty()) {
      session.add(
          runtime.open(
              CheckedModel.of(
                  SubModels.sideBySide(parts, fed),
                  "of the layers " + String.join(", ", parts.keySet()))));
    }
    return new SegmentSession(new LinkedHashSet<>(inputs), shapes, session);
  }

  /** Runs all parts on given values. */
  void run(NamedValues values) {
    for (InferenceSession open : session) {
      results = values.only(inputs).in(shapes).through(open);
    }
  }

  /** What the part that computes a value made of the values of the last run. */
  FloatTensor result(String name) {
    return results.get(SubModels.result(name));
  }

  @Override
  public void close() {
    session.forEach(InferenceSession::close);
  }
}
