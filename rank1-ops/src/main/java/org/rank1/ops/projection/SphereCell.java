package org.rank1.ops.projection;

import java.util.List;

/**
 * A spherical triangle, and an upper bound on a norm over it.
 *
 * <p><strong>The bound.</strong> Let h be convex and positively homogeneous on R³, as every
 * seminorm is, and let v₁, v₂, v₃ be the unit corners. Each unit vector p of the triangle is {@code
 * p = Σ aₖvₖ} with {@code aₖ ≥ 0}. Homogeneity and convexity give {@code h(p) ≤ Σ aₖ h(vₖ)}. The
 * right-hand side is linear in p: it is {@code u·p} for the one vector u with {@code u·vₖ = h(vₖ)}
 * for all k. So the largest {@code u·p} over the triangle bounds h there. If u lies in the cone of
 * the corners, that is {@code ‖u‖}. Otherwise a linear function has no critical point inside, and
 * the largest value lies on an arc between two corners. By the same argument in the plane of the
 * arc it is the length of the projection of u to that plane, {@code √((a² + b² − 2abc)/(1 − c²))}
 * for the values a, b at the corners and the cosine c between them, if that projection points into
 * the arc, and otherwise the larger of a and b. No Lipschitz constant is needed, and the excess
 * over the true maximum shrinks with the square of the triangle's diameter.
 *
 * @param corners three corners, with the values there
 * @param bound at least the largest value in the triangle, up to rounding
 */
record SphereCell(List<Corner> corners, double bound) {

  /** A point with the value of the norm. */
  static final class Corner {
    private final double[] point;
    private final double value;

    /**
     * A corner.
     *
     * @param point a unit vector; kept, not copied
     * @param value h there
     */
    Corner(double[] point, double value) {
      this.point = point;
      this.value = value;
    }

    double[] point() {
      return point;
    }

    private double dot(Corner other) {
      return SphereCell.dot(point, other.point);
    }
  }

  /** The triangle of three linearly independent corners. */
  static SphereCell of(Corner a, Corner b, Corner c) {
    return new SphereCell(List.of(a, b, c), bound(a, b, c));
  }

  private static double bound(Corner a, Corner b, Corner c) {
    double[] overA = cross(b.point, c.point);
    double[] overB = cross(c.point, a.point);
    double[] overC = cross(a.point, b.point);
    double volume = dot(a.point, overA);
    double[] u = new double[3];
    for (int i = 0; i < 3; i++) {
      u[i] = (a.value * overA[i] + b.value * overB[i] + c.value * overC[i]) / volume;
    }
    if (dot(u, overA) / volume >= 0 && dot(u, overB) / volume >= 0 && dot(u, overC) / volume >= 0) {
      return Math.sqrt(dot(u, u));
    }
    return Math.max(arc(a, b), Math.max(arc(b, c), arc(c, a)));
  }

  private static double arc(Corner a, Corner b) {
    double cosine = a.dot(b);
    if (a.value > cosine * b.value && b.value > cosine * a.value) {
      return Math.sqrt(
          (a.value * a.value + b.value * b.value - 2 * a.value * b.value * cosine)
              / ((1 - cosine) * (1 + cosine)));
    }
    return Math.max(a.value, b.value);
  }

  /** The corners, the one opposite the longest arc first. */
  List<Corner> fromLongestArc() {
    Corner a = corners.get(0);
    Corner b = corners.get(1);
    Corner c = corners.get(2);
    double ab = a.dot(b);
    double bc = b.dot(c);
    double ca = c.dot(a);
    if (bc <= ab && bc <= ca) {
      return corners;
    }
    return ca <= ab ? List.of(b, c, a) : List.of(c, a, b);
  }

  /** The middle of the arc between two unit vectors that are not opposite. */
  static double[] middle(double[] a, double[] b) {
    double[] sum = {a[0] + b[0], a[1] + b[1], a[2] + b[2]};
    double length = Math.sqrt(dot(sum, sum));
    return new double[] {sum[0] / length, sum[1] / length, sum[2] / length};
  }

  private static double dot(double[] a, double[] b) {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  }

  private static double[] cross(double[] a, double[] b) {
    return new double[] {
      a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]
    };
  }
}
