package org.rank1.onnx.verdict;

import java.util.Comparator;
import java.util.List;
import org.rank1.onnx.reference.Evaluation;
import org.rank1.runtime.InferenceRuntime;
import org.rank1.runtime.InferenceSession;

/**
 * Both whole models, as they are deployed (every fusion of the runtime in place), against the
 * evaluation of the reference in double precision.
 */
final class NetworkMeasurements implements AutoCloseable {
  private final ComparedModel reference;
  private final InferenceSession referenceSession;
  private final InferenceSession candidateSession;
  private final List<OutputErrors> errors;

  NetworkMeasurements(ComparedModel reference, ComparedModel candidate, InferenceRuntime runtime) {
    this.reference = reference;
    errors = reference.signature().outputs().stream().map(OutputErrors::new).toList();
    referenceSession = runtime.open(reference.checked());
    try {
      candidateSession = runtime.open(candidate.checked());
    } catch (RuntimeException e) {
      referenceSession.close();
      throw e;
    }
  }

  /**
   * Adds a batch.
   *
   * @param count how many of its images are not there to fill it up
   * @return the evaluation of the reference
   */
  Evaluation add(NamedValues fed, int count) {
    List<String> outputs = reference.signature().outputs();
    Evaluation exact = reference.interpreter().evaluate(fed.widened(), outputs);
    NamedValues one = fed.through(referenceSession);
    NamedValues other = fed.through(candidateSession);
    for (int i = 0; i < outputs.size(); i++) {
      String output = outputs.get(i);
      EquivalenceCheck.requireSameShape(output, one.get(output), other.get(output));
      errors.get(i).add(exact.value(output), one.get(output), other.get(output), count);
    }
    return exact;
  }

  /** The measurement of the output that is worst against its tolerance. */
  NetworkMeasurement worst() {
    return errors.stream()
        .map(OutputErrors::measurement)
        .max(Comparator.comparingDouble(NetworkMeasurement::errorOverTolerance))
        .orElseThrow();
  }

  @Override
  public void close() {
    referenceSession.close();
    candidateSession.close();
  }
}
