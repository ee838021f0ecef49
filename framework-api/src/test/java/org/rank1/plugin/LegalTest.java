package org.rank1.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rank1.io.InvalidInputException;

class LegalTest {
  record Checked(
      @Described(value = "a share", range = "[0, 1)") double share,
      @Described(value = "a rate", range = "(0, ∞)") double rate,
      @Described(value = "how many", unit = "epochs", range = "[1, ∞)", legal = "or so") int count,
      @Described(value = "sizes", range = "[1, 9]") List<Integer> sizes) {
    Checked {
      Legal.check(Checked.class, share, rate, count, sizes);
    }

    Checked() {
      this(0, 1, 1, List.of());
    }
  }

  record Alike(@Described(like = Checked.class) double share) {
    Alike() {
      this(0.5);
    }
  }

  record Unexplained(int count) {
    Unexplained() {
      this(1);
    }
  }

  @Test
  void aValueOutsideItsRangeIsRefusedWithTheComponentAndTheRange() {
    refused(() -> new Checked(1, 1, 1, List.of()), "illegal share 1.0, must be within [0, 1)");
    refused(() -> new Checked(0, 0, 1, List.of()), "illegal rate 0.0, must be positive and finite");
    refused(
        () -> new Checked(0, Double.POSITIVE_INFINITY, 1, List.of()),
        "illegal rate Infinity, must be positive and finite");
    refused(() -> new Checked(Double.NaN, 1, 1, List.of()), "illegal share NaN");
    refused(() -> new Checked(0, 1, 0, List.of()), "illegal count 0, must be at least 1 (or so)");
    refused(
        () -> new Checked(0, 1, 1, List.of(9, 10)),
        "illegal sizes [9, 10], must be a list, each within [1, 9]");
  }

  private static void refused(Runnable making, String sentence) {
    assertThatThrownBy(making::run)
        .isInstanceOf(IllegalOptionException.class)
        .hasMessageStartingWith(sentence);
  }

  @Test
  void whatLiesOnTheEdgeIsLegalWhereTheBracketIsSquare() {
    assertThatCode(() -> new Checked(0, Double.MIN_VALUE, 1, List.of(1, 9)))
        .doesNotThrowAnyException();
    assertThatCode(() -> new Checked(0.999, Float.MAX_VALUE, Integer.MAX_VALUE, List.of()))
        .doesNotThrowAnyException();
  }

  @Test
  void theRefusalCanNameThePlaceInsteadOfTheComponent() {
    assertThatThrownBy(() -> new Checked(0, 1, -3, List.of()))
        .isInstanceOfSatisfying(
            IllegalOptionException.class,
            e ->
                assertThat(e.at("--count"))
                    .isEqualTo("Illegal value \"-3\" at --count, must be at least 1 (or so)."));
  }

  @Test
  void bindingChecksTheRangeOfARecordThatDoesNot() {
    assertThatThrownBy(() -> Options.bind(Alike.class, Map.of("share", 1.5), "part"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("Illegal share 1.5, must be within [0, 1) (at part).");
  }

  @Test
  void everythingThatIsSaidOfAnOptionIsInItsDescription() {
    assertThat(OptionDescription.of(Checked.class).get(2))
        .isEqualTo(
            new OptionDescription(
                "count", "how many", "epochs", "at least 1 (or so)", 1, List.of()));
    assertThat(OptionDescription.of(Alike.class).get(0).text()).isEqualTo("a share");
    assertThat(OptionDescription.of(Unexplained.class).get(0))
        .isEqualTo(new OptionDescription("count", "", "", "a whole number", 1, List.of()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0, 1", "[1]", "[1, 0]", "[a, b]", "[∞, ∞)"})
  void aRangeThatIsNoIntervalIsRefused(String text) {
    assertThatThrownBy(() -> Interval.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("illegal range");
  }

  record WithoutDefaults(int count) {}

  record Throwing(int count) {
    Throwing {
      if (count != 1) {
        throw new IllegalStateException("no licence for " + count);
      }
    }

    Throwing() {
      this(0);
    }
  }

  @Test
  void aRecordWithoutDefaultsOrWithAFailingConstructorIsNamedWithItsOwnWords() {
    assertThatThrownBy(() -> Options.defaults(WithoutDefaults.class))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("WithoutDefaults\" in ")
        .hasMessageContaining("has no constructor without arguments");
    assertThatThrownBy(() -> Options.defaults(Throwing.class))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("Throwing\"")
        .hasMessageEndingWith("cannot be made with its defaults: no licence for 0.");
  }
}
