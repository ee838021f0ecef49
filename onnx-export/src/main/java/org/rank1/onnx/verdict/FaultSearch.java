package org.rank1.onnx.verdict;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.rank1.filter.FloatTensor;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.model.ModelSignature;
import org.rank1.onnx.reference.Evaluation;
import org.rank1.onnx.verdict.FirstFault.Search;
import org.rank1.runtime.InferenceRuntime;
import org.rank1.runtime.InferenceSession;

/**
 * Finds the first layer that leaves its bound. Where a layer does so on its own, the check has
 * found it already. Where only the whole network fails, both models are run whole and made to
 * return inner values.
 */
final class FaultSearch {
  private static final int MAX_BATCH = 8;

  private final ComparedModel reference;
  private final ComparedModel candidate;
  private final ImageBatches images;
  private final InferenceRuntime runtime;

  FaultSearch(
      CheckedModel reference,
      CheckedModel candidate,
      List<FloatTensor> inputs,
      InferenceRuntime runtime) {
    this.reference = ComparedModel.reference(reference);
    this.candidate = ComparedModel.candidate(candidate, this.reference.signature());
    this.images = new ImageBatches(inputs, this.reference.signature());
    this.runtime = runtime;
  }

  /**
   * The first fault.
   *
   * @param report not equivalent
   */
  FirstFault first(EquivalenceReport report) {
    return report.layers().stream()
        .filter(layer -> !layer.holds())
        .findFirst()
        .map(FirstFault::of)
        .or(this::withAllInnerValues)
        .or(this::withOneInnerValue)
        .orElseGet(() -> FirstFault.of(report.measurement(), Search.VANISHED));
  }

  private Optional<FirstFault> withAllInnerValues() {
    Collection<String> shared = LayerProofs.shared(reference, candidate);
    return firstOutside(shared).map(value -> FirstFault.of(value, Search.ALL_INNER_VALUES));
  }

  private Optional<FirstFault> withOneInnerValue() {
    List<String> inner = new ArrayList<>(LayerProofs.shared(reference, candidate));
    // An output is returned anyway, by the models that were found wanting.
    inner.removeAll(reference.signature().outputs());
    for (String value : inner) {
      Optional<NetworkMeasurement> outside = firstOutside(List.of(value));
      if (outside.isPresent()) {
        return outside.map(found -> FirstFault.of(found, Search.ONE_INNER_VALUE));
      }
    }
    return Optional.empty();
  }

  /** The first of some values that leaves its tolerance when both models return just these. */
  private Optional<NetworkMeasurement> firstOutside(Collection<String> values) {
    List<OutputErrors> errors = values.stream().map(OutputErrors::new).toList();
    try (InferenceSession one = returning(values, reference);
        InferenceSession other = returning(values, candidate)) {
      int fixed = Math.max(reference.signature().batch(), candidate.signature().batch());
      int batch = fixed == ModelSignature.ANY ? Math.min(MAX_BATCH, images.count()) : fixed;
      for (int from = 0; from < images.count(); from += batch) {
        int left = Math.min(batch, images.count() - from);
        NamedValues fed =
            NamedValues.of(
                reference.signature().input(),
                images.batch(from, fixed == ModelSignature.ANY ? left : batch));
        Evaluation exact = reference.interpreter().evaluate(fed.widened(), values);
        NamedValues ours = fed.through(one);
        NamedValues theirs = fed.through(other);
        int at = 0;
        for (String value : values) {
          errors.get(at++).add(exact.value(value), ours.get(value), theirs.get(value), left);
        }
      }
    }
    return errors.stream()
        .map(OutputErrors::measurement)
        .filter(value -> !(value.candidateMaxAbsError() <= value.tolerance()))
        .findFirst();
  }

  private InferenceSession returning(Collection<String> values, ComparedModel model) {
    return runtime.open(model.returning(values));
  }
}
