package org.rank1.onnx.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.rank1.filter.FloatTensor;

/** Ranges and the bytes that follow from them. */
class RangeMethodTest {
  private static FloatTensor heavyTailed(boolean relu) {
    SplittableRandom random = new SplittableRandom(7);
    FloatTensor values = FloatTensor.zeros(10, 2, 100, 50);
    for (int i = 0; i < values.size(); i++) {
      double value = Math.pow(random.nextGaussian(), 3);
      values.data()[i] = (float) (relu ? Math.max(0, value) : value);
    }
    return values;
  }

  private static ActivationScale scale(FloatTensor values, RangeMethod method) {
    ChannelRanges ranges = new ChannelRanges(2);
    ranges.add(values);
    Histogram histogram = new Histogram(ChannelFactors.ONES, ranges);
    histogram.add(values);
    return switch (method) {
      case MIN_MAX ->
          ActivationScale.covering(
              ranges.low(ChannelFactors.ONES), ranges.high(ChannelFactors.ONES));
      case PERCENTILE -> histogram.percentile();
      case MSE -> histogram.leastError();
    };
  }

  private static double squaredError(FloatTensor values, ActivationScale scale) {
    double sum = 0;
    for (float value : values.data()) {
      double error = value - scale.rounded(value);
      sum += error * error;
    }
    return sum;
  }

  @Test
  void zeroIsAlwaysSaidExactlyAndReluStartsAtByteZero() {
    for (double[] range : new double[][] {{-1, 2}, {0.5, 2}, {-3, -1}, {0, 0}, {-1e-30, 1e-30}}) {
      ActivationScale scale = ActivationScale.covering(range[0], range[1]);
      assertThat(scale.rounded(0)).isZero();
      assertThat(scale.zeroPoint()).isBetween(0, 255);
      assertThat(scale.scale()).isPositive();
    }
    assertThat(ActivationScale.covering(0, 7).zeroPoint()).isZero();
    assertThat(ActivationScale.covering(-7, 0).zeroPoint()).isEqualTo(255);
  }

  @Test
  void everyValueWithinTheRangeComesBackWithinAStep() {
    SplittableRandom random = new SplittableRandom(1);
    for (int trial = 0; trial < 1_000; trial++) {
      double low = random.nextDouble(-5, 0);
      double high = random.nextDouble(0, 5);
      ActivationScale scale = ActivationScale.covering(low, high);
      double value = random.nextDouble(low, high);
      // The zero point is rounded too, so that the ends of the range may lie half a step outside.
      assertThat(Math.abs(scale.rounded(value) - value)).isLessThanOrEqualTo(1.001 * scale.scale());
    }
  }

  @Test
  void clippedRangesHaveASmallerErrorThanTheWholeOnHeavyTails() {
    for (boolean relu : new boolean[] {false, true}) {
      FloatTensor values = heavyTailed(relu);
      double whole = squaredError(values, scale(values, RangeMethod.MIN_MAX));
      assertThat(squaredError(values, scale(values, RangeMethod.MSE))).isLessThan(whole);
      assertThat(scale(values, RangeMethod.PERCENTILE).scale())
          .isLessThan(scale(values, RangeMethod.MIN_MAX).scale());
    }
  }

  @Test
  void aValueThatIsAlwaysZeroHasAScale() {
    FloatTensor zeros = FloatTensor.zeros(1, 2, 3, 3);
    for (RangeMethod method : RangeMethod.values()) {
      assertThat(scale(zeros, method).scale()).isEqualTo(1);
    }
  }
}
