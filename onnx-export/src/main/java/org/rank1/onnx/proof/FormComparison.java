package org.rank1.onnx.proof;

import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import org.rank1.onnx.proof.WeightProof.Finding;

/**
 * Compares two linear forms, element by element.
 *
 * <p>Each weight in either file is off by at most one rounding from the factor, or product of
 * factors, that it stands for, and a batch normalization that was folded in makes one more in each
 * file. So with {@code m} = the factors of both longest products + 2, two forms of one function
 * differ by at most {@code m·u/(1−m·u)} times the larger of both compositions of absolute values,
 * {@code u = 2⁻²⁴}. What composing in double precision adds is 2⁻⁵³ for each of its operations on
 * one term.
 */
final class FormComparison {
  private static final double UNIT = 0x1p-24;
  private static final double UNIT_OF_DOUBLES = 0x1p-53;
  private static final int FOLDED = 2;

  /** Above this share of the largest element, what rounding explains says nothing. */
  private static final double CONCLUSIVE = 1e-3;

  private int roundings;
  private double kernelDifference;
  private double biasDifference;
  private String worst = "";

  private FormComparison() {}

  static WeightProof of(LinearForm reference, LinearForm candidate) {
    FormComparison comparison = new FormComparison();
    SortedSet<String> names = new TreeSet<>(reference.terms().keySet());
    names.addAll(candidate.terms().keySet());
    for (String name : names) {
      ComposedKernel one = reference.terms().get(name);
      ComposedKernel two = candidate.terms().get(name);
      ComposedKernel known = one == null ? two : one;
      if (known == null) {
        continue;
      }
      // A value that only one of the models reads has weights of zero in the other.
      double[] zeros = LinearForm.filled(known.outChannels(), 0);
      String unequal =
          comparison.kernels(
              name,
              one == null ? known.scaled(zeros, 0) : one,
              two == null ? known.scaled(zeros, 0) : two);
      if (!unequal.isEmpty()) {
        return WeightProof.different(unequal);
      }
    }
    comparison.biases(reference, candidate);
    boolean same = comparison.kernelDifference <= 1 && comparison.biasDifference <= 1;
    return new WeightProof(
        same ? Finding.PROVED : Finding.DIFFERENT,
        comparison.roundings,
        comparison.kernelDifference,
        comparison.biasDifference,
        same ? "" : comparison.worst);
  }

  /** Compares two kernels, and says what differs in their geometries if something does. */
  private String kernels(String input, ComposedKernel reference, ComposedKernel candidate) {
    for (int axis = 0; axis < reference.axes().size(); axis++) {
      OffsetAxis one = reference.axes().get(axis);
      OffsetAxis two = candidate.axes().get(axis);
      if (one.stride() != two.stride() || one.output() != two.output()) {
        return "along spatial axis %d strides %d and %d make %d and %d positions"
            .formatted(axis, one.stride(), two.stride(), one.output(), two.output());
      }
    }
    List<ComposedKernel> aligned = ComposedKernel.aligned(reference, candidate);
    ComposedKernel one = aligned.get(0);
    ComposedKernel two = aligned.get(1);
    int own = one.factors() + two.factors() + FOLDED;
    roundings = Math.max(roundings, own);
    double unit = gamma(own) + UNIT_OF_DOUBLES * (one.operations() + (double) two.operations());
    requireConclusive(unit, one, two);
    for (int i = 0; i < one.values().length; i++) {
      double ratio =
          ratio(
              one.values()[i],
              two.values()[i],
              unit * Math.max(one.magnitudes()[i], two.magnitudes()[i]));
      if (ratio > kernelDifference) {
        kernelDifference = ratio;
        worst =
            "%s of the kernel over \"%s\" is %s and %s"
                .formatted(one.place(i), input, one.values()[i], two.values()[i]);
      }
    }
    return "";
  }

  /** Refuses to compare where rounding could explain as much as there is: a long chain. */
  private static void requireConclusive(double unit, ComposedKernel one, ComposedKernel two) {
    double bound = unit * Math.max(largest(one.magnitudes()), largest(two.magnitudes()));
    double largest = Math.max(largest(one.values()), largest(two.values()));
    if (bound > Float.MIN_NORMAL && bound > CONCLUSIVE * largest) {
      throw new IrreducibleException(
          String.format(
              Locale.ROOT,
              "rounding its weights may change its kernel by %.2g times its largest element",
              bound / largest));
    }
  }

  private static double largest(double[] values) {
    double largest = 0;
    for (double value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  private void biases(LinearForm reference, LinearForm candidate) {
    int own = reference.biasFactors() + candidate.biasFactors() + FOLDED;
    double unit =
        gamma(own)
            + UNIT_OF_DOUBLES * operations(reference)
            + UNIT_OF_DOUBLES * operations(candidate);
    for (int channel = 0; channel < reference.channels(); channel++) {
      double ratio =
          ratio(
              reference.bias()[channel],
              candidate.bias()[channel],
              unit
                  * Math.max(
                      reference.biasMagnitudes()[channel], candidate.biasMagnitudes()[channel]));
      if (ratio > biasDifference) {
        biasDifference = ratio;
        if (ratio > kernelDifference) {
          worst =
              "the bias of filter %d is %s and %s"
                  .formatted(channel, reference.bias()[channel], candidate.bias()[channel]);
        }
      }
    }
  }

  private static double operations(LinearForm form) {
    return form.terms().values().stream().mapToDouble(ComposedKernel::operations).sum();
  }

  private static double ratio(double one, double two, double bound) {
    double difference = Math.abs(one - two);
    if (difference == 0) {
      return 0;
    }
    double ratio = difference / bound;
    return Double.isNaN(ratio) ? Double.POSITIVE_INFINITY : ratio;
  }

  private static double gamma(int n) {
    return n * UNIT / (1 - n * UNIT);
  }
}
