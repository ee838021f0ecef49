package org.rank1.experiments.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rank1.metric.Measurement;
import org.rank1.metric.MetricSink;

class TensorBoardEventsTest {
  private final Clock clock = Clock.fixed(Instant.ofEpochSecond(1000), ZoneOffset.UTC);

  @TempDir private Path folder;

  @Test
  void aNumberIsAScalarUnderEventAndNameAtItsEpoch() throws IOException {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("epoch", 300);
    values.put("text", "no scalar");
    values.put("loss", 0.5);
    try (MetricSink.Recorder recorder = new TensorBoardEvents(clock).open(folder, line -> {})) {
      recorder.record(new Measurement("epoch", values));
    }
    List<byte[]> events = events(folder.resolve("events.out.tfevents.1000.rank1.0"));
    assertThat(events).hasSize(2);
    // wall_time = 1 is 1000.0, file_version = 3
    assertThat(hex(events.get(0))).isEqualTo("090000000000408f40" + "1a0d" + hex("brain.Event:2"));
    // step = 2 is the varint 300; summary = 5 of values {tag = 1, simple_value = 2}
    assertThat(hex(events.get(1)))
        .isEqualTo(
            "090000000000408f40"
                + "10ac02"
                + "2a27"
                + ("0a12" + "0a0b" + hex("epoch/epoch") + "1500009643")
                + ("0a11" + "0a0a" + hex("epoch/loss") + "150000003f"));
  }

  @Test
  void twoRunsInOneSecondHaveFilesOfTheirOwn() throws IOException {
    new TensorBoardEvents(clock).open(folder, line -> {}).close();
    new TensorBoardEvents(clock).open(folder, line -> {}).close();
    assertThat(events(folder.resolve("events.out.tfevents.1000.rank1.1"))).hasSize(1);
  }

  /** Reads as the format is published, and checks both checksums of every record. */
  private static List<byte[]> events(Path file) throws IOException {
    ByteBuffer records = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    List<byte[]> events = new ArrayList<>();
    while (records.hasRemaining()) {
      byte[] length = new byte[8];
      records.get(length);
      assertThat(records.getInt()).isEqualTo(TensorBoardEvents.masked(length));
      byte[] event =
          new byte[(int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong()];
      records.get(event);
      assertThat(records.getInt()).isEqualTo(TensorBoardEvents.masked(event));
      events.add(event);
    }
    return events;
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static String hex(String text) {
    return hex(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void theMaskedChecksumIsThatOfAnIndependentProgram() {
    assertThat(TensorBoardEvents.masked(new byte[] {24, 0, 0, 0, 0, 0, 0, 0}))
        .isEqualTo(0x224b7fa3);
  }
}
