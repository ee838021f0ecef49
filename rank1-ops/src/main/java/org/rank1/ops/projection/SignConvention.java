package org.rank1.ops.projection;

/** Resolves the freedom of signs in a product of vectors. */
final class SignConvention {
  private SignConvention() {}

  /** The same directions, each with its first element of largest magnitude positive. */
  static double[][] positivePeaks(double[][] vectors) {
    double[][] signed = new double[vectors.length][];
    for (int axis = 0; axis < vectors.length; axis++) {
      double peak = 0;
      for (double value : vectors[axis]) {
        if (Math.abs(value) > Math.abs(peak)) {
          peak = value;
        }
      }
      signed[axis] = vectors[axis].clone();
      if (peak < 0) {
        for (int i = 0; i < signed[axis].length; i++) {
          signed[axis][i] = -signed[axis][i];
        }
      }
    }
    return signed;
  }
}
