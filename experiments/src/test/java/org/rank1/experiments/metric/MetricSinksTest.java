package org.rank1.experiments.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rank1.metric.Measurement;
import org.rank1.metric.MetricSink;

final class MetricSinksTest {
  @TempDir Path folder;

  @Test
  void jsonLinesAreInTheFileAsSoonAsTheyAreRecorded() throws IOException {
    Path file = folder.resolve("metrics.jsonl");
    try (MetricSink.Recorder recorder = new JsonLines().open(folder, line -> {})) {
      recorder.record(epoch(1, 0.5));
      assertThat(file).hasContent("{\"event\":\"epoch\",\"epoch\":1,\"loss\":0.5}\n");
      recorder.record(new Measurement("note", Map.of("text", "two\nlines \"quoted\" ü")));
    }
    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(2);
    assertThat(new ObjectMapper().readTree(lines.get(1)).path("text").asText())
        .isEqualTo("two\nlines \"quoted\" ü");
  }

  @Test
  void jsonLinesAreAppendedAndAnUnfinishedLineIsEndedFirst() throws IOException {
    Path file = folder.resolve("metrics.jsonl");
    Files.writeString(file, "{\"event\":\"a\"}\n{\"event\":\"b");
    record(epoch(1, 0.5));
    record(epoch(2, 0.25));
    assertThat(Files.readAllLines(file))
        .containsExactly(
            "{\"event\":\"a\"}",
            "{\"event\":\"b",
            "{\"event\":\"epoch\",\"epoch\":1,\"loss\":0.5}",
            "{\"event\":\"epoch\",\"epoch\":2,\"loss\":0.25}");
  }

  @Test
  void jsonHasNoNumberForWhatIsNotFinite() throws IOException {
    record(epoch(1, Double.NaN));
    assertThat(folder.resolve("metrics.jsonl")).content().contains("\"loss\":\"NaN\"");
  }

  @Test
  void aValueNamedEventIsRefused() {
    assertThatThrownBy(() -> record(new Measurement("a", Map.of("event", 1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"event\"");
  }

  @Test
  void consoleLinesOfOneEventAreColumns() {
    List<String> lines = new ArrayList<>();
    try (MetricSink.Recorder recorder = new ConsoleLines().open(folder, lines::add)) {
      recorder.record(epoch(1, 2.302585));
      recorder.record(epoch(10, 0.00001234));
      recorder.record(epoch(100, 1234567.0));
      recorder.record(epoch(100, Double.NaN));
    }
    assertThat(lines)
        .containsExactly(
            "epoch       epoch        1   loss   2.3026",
            "epoch       epoch       10   loss 1.23e-05",
            "epoch       epoch      100   loss 1.23e+06",
            "epoch       epoch      100   loss      NaN");
  }

  private void record(Measurement measurement) {
    try (MetricSink.Recorder recorder = new JsonLines().open(folder, line -> {})) {
      recorder.record(measurement);
    }
  }

  private static Measurement epoch(int epoch, double loss) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("epoch", epoch);
    values.put("loss", loss);
    return new Measurement("epoch", values);
  }
}
