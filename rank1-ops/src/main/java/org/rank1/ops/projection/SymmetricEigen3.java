package org.rank1.ops.projection;

/**
 * The leading eigenpair of a symmetric 3×3 matrix in closed form: the eigenvalue by the
 * trigonometric solution of the characteristic cubic (Smith 1961), the vector as the longest cross
 * product of two rows of {@code M − λI}. A matrix is given by its six entries {@code m00, m11, m22,
 * m01, m02, m12}.
 *
 * <p>Where the two largest eigenvalues nearly coincide the closed form loses half of its digits: λ
 * is then off by at most {@link #UNCERTAINTY} times the largest entry's magnitude, and any vector
 * of the plane that they span is about as good as another.
 */
final class SymmetricEigen3 {
  /** Error of {@link #largest}, relative to the largest magnitude among the entries. */
  static final double UNCERTAINTY = 2e-7;

  /** Squared length of a cross product, relative to the entries' fourth power, not to trust. */
  private static final double DEGENERATE = 1e-16;

  private SymmetricEigen3() {}

  /** The largest eigenvalue. */
  static double largest(double[] m) {
    double offDiagonal = m[3] * m[3] + m[4] * m[4] + m[5] * m[5];
    double mean = (m[0] + m[1] + m[2]) / 3;
    double a = m[0] - mean;
    double b = m[1] - mean;
    double c = m[2] - mean;
    double variance = (a * a + b * b + c * c + 2 * offDiagonal) / 6;
    if (!(variance > 0)) {
      return mean;
    }
    double deviation = Math.sqrt(variance);
    double determinant =
        a * (b * c - m[5] * m[5])
            - m[3] * (m[3] * c - m[5] * m[4])
            + m[4] * (m[3] * m[5] - b * m[4]);
    double cosine = determinant / (2 * variance * deviation);
    double angle = Math.acos(Math.max(-1, Math.min(1, cosine))) / 3;
    return mean + 2 * deviation * Math.cos(angle);
  }

  /** Writes a unit eigenvector of the largest eigenvalue. */
  static void leading(double[] m, double[] vector) {
    double lambda = largest(m);
    double a = m[0] - lambda;
    double b = m[1] - lambda;
    double c = m[2] - lambda;
    double x0 = m[3] * m[5] - m[4] * b;
    double y0 = m[4] * m[3] - a * m[5];
    double z0 = a * b - m[3] * m[3];
    double x1 = m[3] * c - m[4] * m[5];
    double y1 = m[4] * m[4] - a * c;
    double z1 = a * m[5] - m[3] * m[4];
    double x2 = b * c - m[5] * m[5];
    double y2 = m[5] * m[4] - m[3] * c;
    double z2 = m[3] * m[5] - b * m[4];
    double n0 = x0 * x0 + y0 * y0 + z0 * z0;
    double n1 = x1 * x1 + y1 * y1 + z1 * z1;
    double n2 = x2 * x2 + y2 * y2 + z2 * z2;
    double scale = lambda * lambda + m[3] * m[3] + m[4] * m[4] + m[5] * m[5];
    double longest = Math.max(n0, Math.max(n1, n2));
    if (!(longest > DEGENERATE * scale * scale)) {
      double[] square = {m[0], m[3], m[4], m[3], m[1], m[5], m[4], m[5], m[2]};
      System.arraycopy(SymmetricEigen.vectors(square, 3)[0], 0, vector, 0, 3);
      return;
    }
    double inverse = 1 / Math.sqrt(longest);
    if (longest == n0) {
      write(vector, x0 * inverse, y0 * inverse, z0 * inverse);
    } else if (longest == n1) {
      write(vector, x1 * inverse, y1 * inverse, z1 * inverse);
    } else {
      write(vector, x2 * inverse, y2 * inverse, z2 * inverse);
    }
  }

  private static void write(double[] vector, double x, double y, double z) {
    vector[0] = x;
    vector[1] = y;
    vector[2] = z;
  }
}
