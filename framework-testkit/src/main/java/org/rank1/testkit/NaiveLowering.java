package org.rank1.testkit;

import java.util.Arrays;
import java.util.List;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.ConvStage;
import org.rank1.filter.ConvStages;
import org.rank1.filter.Factors;
import org.rank1.filter.FloatTensor;

/** Runs lowered convolutions by definition, in double precision. */
public final class NaiveLowering {
  private NaiveLowering() {}

  /**
   * The result of the stages, and how large its terms are.
   *
   * @param values the sum over the chains
   * @param magnitudes the same with every weight, bias and input replaced by its magnitude: what
   *     rounding errors are proportional to
   * @param spatial sizes of the output's spatial axes
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Result(double[] values, double[] magnitudes, List<Integer> spatial) {}

  /**
   * Runs all chains and adds them.
   *
   * @param input row-major {@code [C, spatial...]}
   * @throws AssertionError if a stage's weight has another shape than declared or chains end in
   *     different sizes
   */
  public static Result run(
      ConvStages stages, Factors factors, double[] input, List<Integer> spatial) {
    Result sum = null;
    for (List<ConvStage> chain : stages.chains()) {
      Result result = new Result(input, NaiveConvolution.magnitudes(input), spatial);
      for (ConvStage stage : chain) {
        result = run(stage, factors, result);
      }
      if (sum != null && !sum.spatial().equals(result.spatial())) {
        throw new AssertionError(
            "Chains end in sizes " + sum.spatial() + " and " + result.spatial());
      }
      sum =
          sum == null
              ? result
              : new Result(
                  add(sum.values(), result.values()),
                  add(sum.magnitudes(), result.magnitudes()),
                  sum.spatial());
    }
    if (sum == null) {
      throw new AssertionError("A lowering without chains");
    }
    return sum;
  }

  private static double[] add(double[] a, double[] b) {
    double[] sum = new double[a.length];
    Arrays.setAll(sum, i -> a[i] + b[i]);
    return sum;
  }

  private static Result run(ConvStage stage, Factors factors, Result before) {
    ConvSpec conv = stage.conv();
    FloatTensor weight = stage.weight().apply(factors);
    if (!weight.shape().equals(conv.kernelShape())) {
      throw new AssertionError(
          "Stage \"%s\" gives a weight of %s, declared %s"
              .formatted(stage.name(), weight.shape(), conv.kernelShape()));
    }
    double[] kernel = NaiveConvolution.doubles(weight);
    double[] values = NaiveConvolution.convolve(conv, before.values(), before.spatial(), kernel);
    double[] magnitudes =
        NaiveConvolution.convolve(
            conv, before.magnitudes(), before.spatial(), NaiveConvolution.magnitudes(kernel));
    int positions = values.length / conv.outChannels();
    if (stage.bias() != null) {
      float[] bias = stage.bias().apply(factors).data();
      for (int i = 0; i < values.length; i++) {
        values[i] += bias[i / positions];
        magnitudes[i] += Math.abs(bias[i / positions]);
      }
    }
    if (stage.relu()) {
      values = Arrays.stream(values).map(value -> Math.max(value, 0)).toArray();
    }
    return new Result(values, magnitudes, conv.geometry().outputSize(before.spatial()));
  }
}
