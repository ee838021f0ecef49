package org.rank1.experiments.analyze;

/**
 * What a filter of rank one allows its output to be, as <em>singular values</em>.
 *
 * <p>Let {@code W[c,i,j] = t[c]·p[i]·q[j]}, {@code Z = Σ_c t[c]·X_c} and Y the filter's output
 * before bias and batch normalization. Then for every i
 *
 * <p>{@code σ_i(Y) ≤ ‖p‖₁·‖q‖₁·σ_i(Z)}, in particular {@code rank(Y) ≤ rank(Z)},
 *
 * <p>for <b>every</b> stride, dilation and zero padding, unequal ones included. <em>Proof.</em> The
 * filter applied to Z is {@code Y = A·Z·Bᵀ}, where row u of A belongs to output row u: {@code
 * A[u,h] = Σ p[i]} over the taps i with {@code u·stride + i·dilation − padBegin = h}, and B is the
 * same with q for columns; an index h outside Z meets a zero of the padding and is left out. For
 * given u, each tap belongs to at most one h, so the magnitudes in a row sum to at most {@code
 * ‖p‖₁}. For given h, each tap belongs to at most one u, so the magnitudes in a column do, too.
 * Hence {@code ‖A‖₂ ≤ √(‖A‖₁·‖A‖_∞) ≤ ‖p‖₁}, likewise {@code ‖B‖₂ ≤ ‖q‖₁}, and {@code σ_i(A·Z·Bᵀ) ≤
 * ‖A‖₂·σ_i(Z)·‖B‖₂} holds for any matrices. Where Y has more singular values than Z, those of Z
 * count as zero. With groups, the sum runs over the channels of the filter's group. With three
 * spatial axes the unfolding of Y along the first axis is {@code A·Z₍₁₎·(B⊗D)ᵀ} and {@code ‖B⊗D‖₂ =
 * ‖B‖₂·‖D‖₂}; with one axis Y and Z are columns. The first axis is the row here, the others are the
 * column. Other padding than zeros breaks the proof: A would not be linear in p alone.
 *
 * <p><b>In floating point.</b> Z is computed here in double precision, Y by the runtime in single
 * precision from the same X. With {@code γ_n = n·u/(1 − n·u)}, {@code u = 2⁻²⁴}, n = C·taps + 1,
 * each element is off by at most {@code γ_n·(|W| ∗ |X| + |b|)}; a kernel of 32-bit floats is off
 * rank one by a residual E. For single-channel taps w, {@code ‖w ∗ X_c‖_F ≤ ‖w‖₁·‖X_c‖_F} by the
 * argument above, so all of it has a Frobenius norm of at most {@code Σ_c (γ_n·‖W_c‖₁ +
 * ‖E_c‖₁)·‖X_c‖_F + γ_n·|b|·√positions}, and by Weyl no singular value moves by more. That much is
 * allowed: {@link #slack}.
 */
@SuppressWarnings("ArrayRecordComponent") // used once, never compared
record LowRankBound(double[] input, double reach, double slack) {
  private static final double UNIT_ROUNDOFF = 0x1p-24;

  /** Relative error of the singular values themselves. */
  private static final double DECOMPOSITION = 1e-12;

  /**
   * The bound of a filter on one image.
   *
   * @param input {@code σ(Z)}, largest first
   * @param channelNorms {@code ‖X_c‖_F} of the channels that the filter sees
   * @param bias the filter's bias, which was added to Y and taken off again
   * @param positions elements of Y
   * @param terms C·taps
   */
  static LowRankBound of(
      RankOneFilter filter,
      double[] input,
      double[] channelNorms,
      double bias,
      int positions,
      int terms) {
    double gamma = (terms + 1) * UNIT_ROUNDOFF / (1 - (terms + 1) * UNIT_ROUNDOFF);
    double slack = gamma * Math.abs(bias) * Math.sqrt(positions);
    for (int c = 0; c < channelNorms.length; c++) {
      slack += (gamma * filter.weight(c) + filter.residual(c)) * channelNorms[c];
    }
    double underflow = (terms + 1.0) * Float.MIN_NORMAL * Math.sqrt(positions);
    double largest = input.length == 0 ? 0 : filter.reach() * input[0];
    return new LowRankBound(
        input, filter.reach(), slack * (1 + 1e-9) + underflow + DECOMPOSITION * largest);
  }

  /** The i-th singular value that Y may have in exact arithmetic. */
  double bound(int i) {
    return i < input.length ? reach * input[i] : 0;
  }

  /**
   * The largest of {@code (σ_i(Y) − slack) / (‖p‖₁·‖q‖₁·σ_i(Z))}: at most 1 if the inequality
   * holds.
   *
   * @param output {@code σ(Y)}, largest first
   */
  double worst(double... output) {
    double worst = 0;
    for (int i = 0; i < output.length; i++) {
      double certain = output[i] - slack;
      if (certain > 0) {
        worst = Math.max(worst, certain / bound(i));
      }
    }
    return worst;
  }

  /** How many singular values of Y are above rounding, so that the inequality says something. */
  int aboveRounding(double... output) {
    int above = 0;
    while (above < output.length && output[above] > slack) {
      above++;
    }
    return above;
  }
}
