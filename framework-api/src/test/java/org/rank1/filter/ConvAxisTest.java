package org.rank1.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ConvAxisTest {
  /** The output size is the number of window positions, counted one by one. */
  @Property
  void outputSizeCountsTheWindowsThatFit(
      @ForAll @IntRange(min = 1, max = 7) int kernel,
      @ForAll @IntRange(min = 1, max = 4) int stride,
      @ForAll @IntRange(max = 3) int begin,
      @ForAll @IntRange(max = 3) int end,
      @ForAll @IntRange(min = 1, max = 3) int dilation,
      @ForAll @IntRange(min = 1, max = 20) int input) {
    ConvAxis axis = new ConvAxis(kernel, stride, begin, end, dilation);
    int windows = 0;
    for (int at = -begin; at + dilation * (kernel - 1) < input + end; at += stride) {
      windows++;
    }
    if (windows == 0) {
      assertThatIllegalArgumentException().isThrownBy(() -> axis.outputSize(input));
    } else {
      assertThat(axis.outputSize(input)).isEqualTo(windows);
    }
  }

  @Test
  void illegalValuesAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ConvAxis(0, 1, 0, 0, 1))
        .withMessage("illegal kernel 0, must be between 1 and 1048576");
    assertThatIllegalArgumentException().isThrownBy(() -> new ConvAxis(3, 1, -1, 0, 1));
  }
}
