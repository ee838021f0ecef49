package com.example.rank1;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.Factors;
import org.rank1.filter.FilterForm;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.InputMoments;
import org.rank1.filter.KernelDecomposer;

/**
 * The nearest kernel with one stencil. As an [O·C/groups, taps] matrix M, the kernel has its best
 * approximation of rank one in the leading right singular vector v: {@code s = v, t = M v} (Eckart
 * and Young, 1936). That vector is found by power iteration on the taps × taps matrix {@code MᵀM}.
 */
public record StencilDecomposer() implements KernelDecomposer {
  private static final int ITERATIONS = 1000;
  private static final double CONVERGED = 1e-14;

  @Override
  public boolean covers(FilterForm form) {
    return form.equals(new StencilForm());
  }

  @Override
  public Factors factors(
      FilterForm form, ConvSpec conv, FloatTensor kernel, Optional<InputMoments> inputs) {
    int taps = conv.geometry().taps();
    double[] direction = leading(gram(kernel.data(), taps), taps);
    FloatTensor channels = FloatTensor.zeros(conv.outChannels(), conv.channelsPerGroup());
    FloatTensor stencil = FloatTensor.zeros(conv.geometry().kernel());
    for (int i = 0; i < taps; i++) {
      stencil.data()[i] = (float) direction[i];
    }
    for (int row = 0; row < channels.size(); row++) {
      double sum = 0;
      for (int i = 0; i < taps; i++) {
        sum += kernel.data()[row * taps + i] * direction[i];
      }
      channels.data()[row] = (float) sum;
    }
    return Factors.of(
        form.factors(conv), Map.of(StencilForm.CHANNELS, channels, StencilForm.STENCIL, stencil));
  }

  /** {@code MᵀM}, row-major. */
  private static double[] gram(float[] kernel, int taps) {
    double[] gram = new double[taps * taps];
    for (int row = 0; row < kernel.length; row += taps) {
      for (int i = 0; i < taps; i++) {
        for (int j = 0; j < taps; j++) {
          gram[i * taps + j] += (double) kernel[row + i] * kernel[row + j];
        }
      }
    }
    return gram;
  }

  /** A unit vector that the matrix stretches most. */
  private static double[] leading(double[] gram, int taps) {
    // The longest row is the image of a unit vector, so only by bad luck orthogonal to the result.
    double[] vector = new double[taps];
    double longest = 0;
    for (int i = 0; i < taps; i++) {
      double[] row = Arrays.copyOfRange(gram, i * taps, (i + 1) * taps);
      double length = normalizeInPlace(row);
      if (length > longest) {
        longest = length;
        vector = row;
      }
    }
    for (int n = 0; n < ITERATIONS && longest > 0; n++) {
      double[] next = new double[taps];
      for (int i = 0; i < taps; i++) {
        for (int j = 0; j < taps; j++) {
          next[i] += gram[i * taps + j] * vector[j];
        }
      }
      normalizeInPlace(next);
      double change = 0;
      for (int i = 0; i < taps; i++) {
        change = Math.max(change, Math.abs(next[i] - vector[i]));
      }
      vector = next;
      if (change < CONVERGED) {
        break;
      }
    }
    return vector;
  }

  private static double normalizeInPlace(double[] vector) {
    double sum = 0;
    for (double value : vector) {
      sum += value * value;
    }
    double length = Math.sqrt(sum);
    for (int i = 0; length > 0 && i < vector.length; i++) {
      vector[i] /= length;
    }
    return length;
  }
}
