package org.rank1.onnx.verdict;

/**
 * The whole network, measured: errors of both models' results against an evaluation of the
 * reference in double precision, all in the unit of the output. Of several outputs, the one that is
 * worst against its tolerance.
 *
 * @param output the output's name
 * @param maxAbsOutput largest exact value
 * @param referenceMaxAbsError largest error of the reference: what rounding does to one form
 * @param candidateMaxAbsError largest error of the candidate
 * @param tolerance what the candidate's error may be: 4 times the reference's error or 16·2⁻²⁴·
 *     {@code maxAbsOutput}, whichever is larger, but never above 10⁻⁴·{@code maxAbsOutput}
 * @param top1Agreement share of the images for which both models' largest element is the same
 * @param top1Violations images for which the candidate's largest element is not the exact one
 *     although the exact margin is not below twice the tolerance
 */
public record NetworkMeasurement(
    String output,
    double maxAbsOutput,
    double referenceMaxAbsError,
    double candidateMaxAbsError,
    double tolerance,
    double top1Agreement,
    int top1Violations) {

  /** Whether the candidate is as good as rounding allows. */
  public boolean holds() {
    return candidateMaxAbsError <= tolerance && top1Violations == 0;
  }

  /** The candidate's error in tolerances. */
  double errorOverTolerance() {
    return candidateMaxAbsError == 0 ? 0 : candidateMaxAbsError / tolerance;
  }
}
