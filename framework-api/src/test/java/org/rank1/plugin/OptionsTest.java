package org.rank1.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.rank1.io.InvalidInputException;

class OptionsTest {
  enum Kind {
    FIRST_KIND,
    OTHER
  }

  record Sample(int count, double rate, boolean on, String text, Kind kind, List<Integer> sizes) {
    Sample {
      if (!(rate >= 0 && rate < 1)) {
        throw new IllegalArgumentException("illegal rate " + rate + ", must be within [0, 1)");
      }
    }

    Sample() {
      this(3, 0.5, true, "x", Kind.FIRST_KIND, List.of(1, 2));
    }
  }

  @Test
  void givenValuesLieOverTheDefaults() {
    assertThat(Options.bind(Sample.class, Map.of("rate", "0.25", "kind", "other"), "part"))
        .isEqualTo(new Sample(3, 0.25, true, "x", Kind.OTHER, List.of(1, 2)));
    assertThat(Options.bind(Sample.class, Map.of("sizes", "4, 5,6", "on", false), "part"))
        .isEqualTo(new Sample(3, 0.5, false, "x", Kind.FIRST_KIND, List.of(4, 5, 6)));
  }

  @Test
  void whatIsWrittenReadsBackEqual() {
    Sample sample = new Sample(9, 0.125, false, "y", Kind.OTHER, List.of());
    assertThat(Options.bind(Sample.class, Options.toMap(sample), "part")).isEqualTo(sample);
  }

  @Test
  void everyRefusalNamesPlaceValueAndLegalValues() {
    refused(
        Map.of("cuont", 1),
        "Unknown option \"cuont\" at part.cuont. Available: count, kind,"
            + " on, rate, sizes, text. Did you mean \"count\"?");
    refused(Map.of("count", "ten"), "Illegal value \"ten\" at part.count, must be a whole number.");
    refused(Map.of("count", 1.5), "Illegal value \"1.5\" at part.count, must be a whole number.");
    refused(Map.of("on", "yes"), "Illegal value \"yes\" at part.on, must be true or false.");
    refused(
        Map.of("kind", "third"),
        "Illegal value \"third\" at part.kind, must be one of first-kind, other.");
    refused(Map.of("rate", 1.0), "Illegal rate 1.0, must be within [0, 1) (at part).");
    refused(Map.of("sizes", "1,b"), "Illegal value \"b\" at part.sizes, must be a whole number.");
    refused(Map.of("text", List.of("a")), "Illegal value \"[a]\" at part.text, must be a text.");
  }

  private static void refused(Map<String, ?> values, String sentence) {
    assertThatThrownBy(() -> Options.bind(Sample.class, values, "part"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(sentence);
  }
}
