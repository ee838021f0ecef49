package org.rank1.experiments.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rank1.metric.Measurement;
import org.rank1.metric.MetricSink;

final class CsvFilesTest {
  @TempDir Path folder;

  @Test
  void everyEventHasATableWithAHeader() {
    record(of("epoch", 1, "loss", 0.5), of("step", 7), of("epoch", 2, "loss", 0.25));
    assertThat(folder.resolve("metrics-epoch.csv"))
        .hasContent("event,number,loss\nepoch,1,0.5\nepoch,2,0.25\n");
    assertThat(folder.resolve("metrics-step.csv")).hasContent("event,number\nstep,7\n");
  }

  @Test
  void aRunThatGoesOnAddsToItsTableAndEndsAnUnfinishedRow() throws IOException {
    record(of("epoch", 1, "loss", 0.5));
    Path table = folder.resolve("metrics-epoch.csv");
    Files.writeString(table, Files.readString(table) + "epoch,2");
    record(of("epoch", 2, "loss", 0.25));
    assertThat(table).hasContent("event,number,loss\nepoch,1,0.5\nepoch,2\nepoch,2,0.25\n");
  }

  @Test
  void otherNamesBeginAnotherTable() throws IOException {
    record(of("e", 1, "loss", 0.5), of("e", 2, "error", 0.1), of("e", 3, "loss", 0.4));
    record(of("e", 4, "error", 0.2));
    assertThat(folder.resolve("metrics-e.csv")).hasContent("event,number,loss\ne,1,0.5\ne,3,0.4\n");
    assertThat(folder.resolve("metrics-e-2.csv"))
        .hasContent("event,number,error\ne,2,0.1\ne,4,0.2\n");
  }

  @Test
  void whatWouldBreakARowIsQuoted() {
    record(of("note", 1, "text", "a \"word\", and\nmore", "none", Double.NaN));
    assertThat(folder.resolve("metrics-note.csv"))
        .hasContent("event,number,text,none\nnote,1,\"a \"\"word\"\", and\nmore\",NaN\n");
  }

  @Test
  void anEventIsNoPath() throws IOException {
    record(of("../away", 1));
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(folder.resolve("metrics-___away.csv"));
    }
  }

  private void record(Measurement... measurements) {
    try (MetricSink.Recorder recorder = new CsvFiles().open(folder, line -> {})) {
      for (Measurement measurement : measurements) {
        recorder.record(measurement);
      }
    }
  }

  private static Measurement of(String event, int number, Object... more) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("number", number);
    for (int i = 0; i < more.length; i += 2) {
      values.put((String) more[i], more[i + 1]);
    }
    return new Measurement(event, values);
  }
}
