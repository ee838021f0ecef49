package org.rank1.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParameterRuleTest {

  @Test
  void aRuleIsAPatternAndSettings() {
    assertThat(ParameterRule.parse(" */bias  weightDecay=0 rateFactor=2 frobeniusDecay=1e-3 "))
        .isEqualTo(
            new ParameterRule(
                new PathPattern("*/bias"), 2, OptionalDouble.of(1e-3), Map.of("weightDecay", "0")));
    assertThat(ParameterRule.parse("conv1/t beta1=0.5"))
        .isEqualTo(
            new ParameterRule(
                new PathPattern("conv1/t"), 1, OptionalDouble.empty(), Map.of("beta1", "0.5")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*/bias",
        "weightDecay=0",
        "*/bias weightDecay",
        "*/bias =0",
        "*/bias rateFactor=fast",
        "*/bias weightDecay=0 weightDecay=0",
        "[bias] weightDecay=0"
      })
  void anythingElseIsRefused(String text) {
    assertThatThrownBy(() -> new OptimizerOptions(0, 0, List.of(text)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("illegal group \"" + text + "\"");
  }

  @Test
  void numbersOutOfRangeAreRefused() {
    assertThatThrownBy(() -> ParameterRule.parse("* rateFactor=-1"))
        .hasMessage("illegal rateFactor -1.0, must be finite and at least 0");
    assertThatThrownBy(() -> ParameterRule.parse("* frobeniusDecay=NaN"))
        .hasMessageContaining("frobeniusDecay NaN");
    assertThatThrownBy(() -> new OptimizerOptions(-1, 0, List.of()))
        .hasMessageContaining("clipNorm");
    assertThatThrownBy(() -> new OptimizerOptions(0, -1, List.of()))
        .hasMessageContaining("frobeniusDecay");
  }

  @ParameterizedTest
  @CsvSource({
    "*, conv1/t, true",
    "*/bias, conv1/bias, true",
    "*/bias, conv1/bias-x, false",
    "conv?/t, conv1/t, true",
    "conv?/t, conv12/t, false",
    "block1.*/*, block1.conv2/p, true",
    "*a*b*, xaxxbx, true",
    "*a*b*, xbxxax, false",
    "conv1, conv1/t, false"
  })
  void aStarIsAnythingAndAQuestionMarkOneCharacter(String pattern, String path, boolean matches) {
    assertThat(new PathPattern(pattern).matches(path)).isEqualTo(matches);
  }
}
