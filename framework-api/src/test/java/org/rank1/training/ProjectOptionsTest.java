package org.rank1.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.rank1.io.InvalidInputException;
import org.rank1.plugin.Options;
import org.rank1.training.Cadence.Unit;

final class ProjectOptionsTest {

  @Test
  void whenIsReadAsACadence() {
    assertThat(new ProjectOptions().cadence()).isEqualTo(new Cadence(Unit.EPOCH, 1));
    for (Cadence cadence :
        List.of(
            new Cadence(Unit.STEP, 1),
            new Cadence(Unit.STEP, 50),
            new Cadence(Unit.EPOCH, 999_999_999),
            new Cadence(Unit.END, 1))) {
      assertThat(Cadence.parse("when", cadence.toString())).isEqualTo(cadence);
    }
  }

  @Test
  void aCadenceIncludesTheMultiplesOfItsOwnUnit() {
    Cadence everyThird = Cadence.parse("when", "step:3");
    assertThat(LongStream.rangeClosed(1, 9).filter(n -> everyThird.includes(Unit.STEP, n)))
        .containsExactly(3L, 6L, 9L);
    assertThat(LongStream.rangeClosed(1, 9).filter(n -> everyThird.includes(Unit.EPOCH, n)))
        .isEmpty();
    Cadence end = Cadence.parse("when", "end");
    assertThat(end.includes(Unit.STEP, 1) || end.includes(Unit.EPOCH, 1)).isFalse();
    assertThat(end.includes(Unit.END, 1)).isTrue();
  }

  @Test
  void anythingElseIsRefusedInOneSentence() {
    for (String text : List.of("", "epoch", "epoch:0", "step:-1", "epochs:1", "step:1e3", "END")) {
      assertThatThrownBy(
              () -> Options.bind(ProjectOptions.class, Map.of("when", text), "projection"))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage(
              "Illegal when \"%s\", must be step:k or epoch:k with a whole number k from 1, or end (at projection).",
              text);
    }
    assertThatThrownBy(() -> new Cadence(Unit.STEP, 0))
        .hasMessage("illegal every 0, must be at least 1");
  }
}
