package org.rank1.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

class BenchProjectionCommandTest {
  @Test
  void resultHasTheFiguresOfEachSeedAndTheyAreGood() throws Exception {
    CommandLineRun run =
        CommandLineRun.of(
            "bench", "projection", "--repeats", "1", "--threads", "1", "--device", "cpu", "--json");
    assertThat(run.code()).as(run.err()).isZero();
    JsonNode json = run.json();
    JsonNode gaussian = json.path("gaussian256");
    assertThat(gaussian.path("seconds").asDouble()).isPositive();
    assertThat(gaussian.path("relativeError").asDouble()).isBetween(0.926, 0.929);
    assertThat(gaussian.path("referenceError").asDouble()).isBetween(0.926, 0.929);
    assertThat(gaussian.path("seeds")).hasSize(10);
    for (JsonNode seed : gaussian.path("seeds")) {
      assertThat(seed.path("relativeError").asDouble() - seed.path("referenceError").asDouble())
          .isBetween(-2e-5, 2e-5);
    }
    assertThat(json.path("vgg16").path("relativeError").asDouble()).isBetween(0.9, 0.95);
    assertThat(json.path("vgg16").path("filters").asInt()).isEqualTo(4224);
    assertThat(json.path("certify").path("filters").asInt()).isEqualTo(256);
    assertThat(json.path("certify").path("certifiedFraction").asDouble()).isGreaterThan(0.99);
  }

  @Test
  void mistakesAreOneSentence() {
    for (String[] arguments :
        new String[][] {
          {"bench"},
          {"bench", "projections"},
          {"bench", "projection", "--threads", "0"},
          {"bench", "projection", "--repeats", "-1"},
          {"bench", "projection", "--projection", "none"},
          {"bench", "projection", "--projection", "rank1-hop"}
        }) {
      CommandLineRun run = CommandLineRun.of(arguments);
      assertThat(run.code()).isEqualTo(2);
      assertThat(run.out()).isEmpty();
      assertThat(run.err().lines()).as(String.join(" ", arguments)).hasSize(1);
    }
  }
}
