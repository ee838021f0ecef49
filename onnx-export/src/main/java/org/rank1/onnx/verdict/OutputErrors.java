package org.rank1.onnx.verdict;

import java.util.ArrayList;
import java.util.List;
import org.rank1.filter.FloatTensor;
import org.rank1.onnx.operator.DoubleTensor;

/** Collects, batch by batch, the errors of one output. */
final class OutputErrors {
  private static final double FACTOR = 4;
  private static final double FLOOR = 16 * Rounding.UNIT;
  private static final double LIMIT = 1e-4;

  private final String output;
  private double maxAbsOutput;
  private double referenceError;
  private double candidateError;
  private int images;
  private int agreements;
  private final List<Double> marginsOfChanges = new ArrayList<>();

  OutputErrors(String output) {
    this.output = output;
  }

  /**
   * Adds a batch.
   *
   * @param count how many images of the batch to count for top-1: a last batch may be filled up
   */
  void add(DoubleTensor exact, FloatTensor reference, FloatTensor candidate, int count) {
    maxAbsOutput = Math.max(maxAbsOutput, Rounding.max(exact.data()));
    referenceError = Math.max(referenceError, maxError(reference, exact));
    candidateError = Math.max(candidateError, maxError(candidate, exact));
    int size = exact.size() / Math.max(1, exact.shape().isEmpty() ? 1 : exact.shape().get(0));
    for (int image = 0; image < count && (image + 1) * size <= exact.size(); image++) {
      images++;
      int from = image * size;
      int chosen = top1(candidate.data(), from, size);
      if (chosen == top1(reference.data(), from, size)) {
        agreements++;
      }
      double best = Double.NEGATIVE_INFINITY;
      for (int i = from; i < from + size; i++) {
        best = Math.max(best, exact.data()[i]);
      }
      // 0 where the candidate chose the exact top-1.
      marginsOfChanges.add(best - exact.data()[from + chosen]);
    }
  }

  /** NaN, and then not within any tolerance, if an element is not a number. */
  private static double maxError(FloatTensor computed, DoubleTensor exact) {
    double max = 0;
    for (int i = 0; i < computed.size(); i++) {
      max = Math.max(max, Math.abs(computed.data()[i] - exact.data()[i]));
    }
    return max;
  }

  private static int top1(float[] values, int from, int size) {
    int best = 0;
    for (int i = 1; i < size; i++) {
      if (values[from + i] > values[from + best]) {
        best = i;
      }
    }
    return best;
  }

  NetworkMeasurement measurement() {
    double tolerance =
        Math.min(Math.max(FACTOR * referenceError, FLOOR * maxAbsOutput), LIMIT * maxAbsOutput);
    int violations =
        (int) marginsOfChanges.stream().filter(m -> m > 0 && !(m < 2 * tolerance)).count();
    return new NetworkMeasurement(
        output,
        maxAbsOutput,
        referenceError,
        candidateError,
        tolerance,
        images == 0 ? 1 : (double) agreements / images,
        violations);
  }
}
