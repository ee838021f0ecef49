package org.rank1.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rank1.experiments.train.EpochResult;
import org.rank1.experiments.train.StepResult;
import org.rank1.metric.Measurement;

final class ProgressTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private long nanos;

  @ParameterizedTest
  @CsvSource({"20", "40", "60", "80", "200"})
  void everyLineIsNarrowerThanTheTerminal(int columns) {
    Progress progress = progress("depthwise-separable", Map.of("COLUMNS", "" + columns));
    for (int images = 1000; images <= 60_000; images += 1000) {
      tick();
      progress.step(step(1, images, images / 800.0, 1.0e7 / images));
    }
    progress.close();
    String[] drawings = printed().split("\r");
    assertThat(drawings).hasSizeGreaterThan(60).allMatch(line -> line.length() < columns);
  }

  @Test
  void theLineSaysWhatTheEpochAndTheRunStillTake() {
    Progress progress = progress("dense", Map.of());
    tick();
    progress.step(step(2, 30_000, 60, 0.5321));
    assertThat(printed())
        .isEqualTo(
            "\rdense epoch 2/5  [===   ]   50 %  1:00 left, 7:00 in all  loss 0.532  500 img/s");
    assertThat(printed().strip()).hasSizeLessThanOrEqualTo(79);
  }

  @Test
  void evaluatingAnEpochCountsOnceItWasSeen() {
    Progress progress = progress("dense", Map.of());
    tick();
    progress.step(step(1, 60_000, 120, 0.5));
    nanos += 30_000_000_000L;
    progress.epoch(new EpochResult(1, 0.5, 0.5, 0.9, 1, 120));
    tick();
    progress.step(step(2, 30_000, 60, 0.5));
    assertThat(printed()).contains("1:30 left, 9:00 in all");
  }

  @Test
  void whatElseIsPrintedStandsOnALineOfItsOwn() {
    Console console = new Console(stream, stream, StatusLine.of(stream, Map.of()));
    Progress progress = new Progress(console, "dense", () -> nanos);
    tick();
    progress.step(step(1, 30_000, 60, 0.5));
    console.note("a note");
    assertThat(printed().replaceAll(".*\r", "")).isEqualTo("a note\n");
    progress.measured(new Measurement("any", Map.of()));
    assertThat(printed()).endsWith("\n");
  }

  @Test
  void aShorterLineLeavesNothingOfTheOneBefore() {
    StatusLine line = StatusLine.of(stream, Map.of());
    line.show("0123456789");
    line.show("abc");
    line.clear();
    assertThat(printed()).isEqualTo("\r0123456789\rabc       \r   \r");
  }

  @Test
  void noEscapeSequencesAreWritten() {
    Progress progress = progress("dense", Map.of("NO_COLOR", "1"));
    tick();
    progress.step(step(1, 30_000, 60, 0.5));
    progress.close();
    assertThat(printed()).doesNotContain("\u001b");
  }

  @Test
  void whatIsNoTerminalGetsAPlainLineEveryTenSeconds() {
    Progress progress = new Progress(Console.plain(stream, stream), "dense", () -> nanos);
    for (int second = 1; second <= 21; second++) {
      nanos += 1_000_000_000L;
      progress.step(step(1, 1000 * second, second, 0.25));
    }
    progress.close();
    assertThat(printed().lines())
        .containsExactly(
            "dense  epoch 1/5: 11000 of 60000 images, 1000 images/s, 0:49 left, 4:49 in all, loss 0.250");
    nanos += 2_000_000_000L;
    progress.step(step(1, 22_000, 22, 0.25));
    assertThat(printed().lines()).hasSize(2);
  }

  @Test
  void aDumbTerminalGetsPlainLines() {
    assertThat(StatusLine.of(stream, Map.of("TERM", "dumb", "COLUMNS", "80")).visible()).isFalse();
    assertThat(StatusLine.of(stream, Map.of("COLUMNS", "wide")).room()).isEqualTo(79);
    assertThat(StatusLine.of(stream, Map.of("COLUMNS", "0")).room()).isEqualTo(79);
  }

  private void tick() {
    nanos += 1_000_000_000L;
  }

  private Progress progress(String label, Map<String, String> environment) {
    Console console = new Console(stream, stream, StatusLine.of(stream, environment));
    return new Progress(console, label, () -> nanos);
  }

  private static StepResult step(int epoch, int images, double seconds, double loss) {
    return new StepResult(images / 100, epoch, 5, images, 60_000, loss, 1, seconds);
  }

  private String printed() {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
