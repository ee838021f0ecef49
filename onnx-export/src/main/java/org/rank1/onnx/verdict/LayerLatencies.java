package org.rank1.onnx.verdict;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.rank1.filter.FloatTensor;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.model.GraphPart;
import org.rank1.onnx.model.SubModels;
import org.rank1.runtime.InferenceRuntime;
import org.rank1.runtime.InferenceSession;

/**
 * Where the time goes: every layer with a convolution, cut out of both models between the values
 * that they share and timed on its own. The sum is not the time of the network: alone, a layer pays
 * for entering and leaving the runtime and its layout, and is fused with nothing.
 */
public final class LayerLatencies {
  private final InferenceRuntime runtime;
  private final LatencyOptions options;

  /**
   * Measures on a runtime.
   *
   * @param options time for each layer
   */
  public LayerLatencies(InferenceRuntime runtime, LatencyOptions options) {
    this.runtime = runtime;
    this.options = options;
  }

  /**
   * Measures all layers with a convolution that reads one shared value, in topological order.
   *
   * @param input one batch that both models take
   * @throws org.rank1.io.InvalidInputException if the models cannot be compared
   */
  public List<LayerLatency> compare(
      CheckedModel reference, CheckedModel candidate, FloatTensor input) {
    ComparedModel ours = ComparedModel.reference(reference);
    ComparedModel theirs = ComparedModel.candidate(candidate, ours.signature());
    Set<String> shared = LayerProofs.shared(ours, theirs);
    NamedValues fed = NamedValues.of(ours.signature().input(), input);
    NamedValues values = probed(ours, shared, fed);
    NamedValues candidateValues = probed(theirs, shared, fed);
    List<LayerLatency> latencies = new ArrayList<>();
    for (String layer : shared) {
      Map<String, FloatTensor> upstream = new LinkedHashMap<>(values.map());
      upstream.remove(layer);
      GraphPart part = ours.part(upstream.keySet(), List.of(layer));
      Set<String> read = part.read(upstream.keySet());
      if (read.size() == 1 && part.nodes().stream().anyMatch(n -> n.getOpType().equals("Conv"))) {
        String from = read.iterator().next();
        latencies.add(
            compare(layer, from, values.get(from), candidateValues.get(from), ours, theirs));
      }
    }
    return latencies;
  }

  private NamedValues probed(ComparedModel model, Set<String> shared, NamedValues fed) {
    try (InferenceSession probe = LayerProofs.probe(model, shared, runtime)) {
      return fed.plus(fed.through(probe));
    }
  }

  private LayerLatency compare(
      String layer,
      String from,
      FloatTensor input,
      FloatTensor candidateInput,
      ComparedModel ours,
      ComparedModel theirs) {
    Map<String, CheckedModel> parts = new LinkedHashMap<>();
    parts.put("reference", part(layer, from, input, ours));
    parts.put("candidate", part(layer, from, candidateInput, theirs));
    LatencyReport report =
        new LatencyComparison(runtime, options)
            .compareEach(parts, Map.of("reference", input, "candidate", candidateInput));
    ModelLatency candidate = report.model("candidate");
    return new LayerLatency(
        layer, report.baseline().medianMs(), candidate.medianMs(), candidate.speedup());
  }

  private static CheckedModel part(
      String layer, String from, FloatTensor input, ComparedModel model) {
    return CheckedModel.of(
        SubModels.cut(model.part(Set.of(from), List.of(layer)), Map.of(from, input.shape()), layer),
        "cut out for layer \"" + layer + "\"");
  }
}
