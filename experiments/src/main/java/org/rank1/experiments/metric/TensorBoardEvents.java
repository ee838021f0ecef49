package org.rank1.experiments.metric;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.rank1.io.FileFailure;
import org.rank1.metric.Measurement;
import org.rank1.metric.MetricSink;

/**
 * Writes the numbers of measurements as scalars that TensorBoard shows, into a file {@code
 * events.out.tfevents.SECONDS.rank1.N} in the run's folder: a number {@code loss} of the event
 * {@code epoch} has the tag {@code epoch/loss}, and stands at the step that its measurement names,
 * else at its epoch, else at 0. Texts are left to the other sinks.
 *
 * <p>A record is its length (8 bytes, little-endian), the masked CRC32C of these, the event, and
 * the masked CRC32C of it; a mask rotates right by 15 bits and adds {@code 0xa282ead8}.
 */
public final class TensorBoardEvents implements MetricSink {
  /** The part's name. */
  public static final String NAME = "tensorboard";

  private static final int WALL_TIME = 1;
  private static final int STEP = 2;
  private static final int FILE_VERSION = 3;
  private static final int SUMMARY = 5;
  private static final int MASK = 0xa282ead8;

  private final Clock clock;

  /**
   * The sink; it has no options.
   *
   * @param clock tells when something was measured
   */
  public TensorBoardEvents(Clock clock) {
    this.clock = clock;
  }

  @Override
  public Recorder open(Path runFolder, Consumer<String> console) {
    String name = "events.out.tfevents.%d.rank1.".formatted(clock.instant().getEpochSecond());
    int number = 0;
    while (Files.exists(runFolder.resolve(name + number))) {
      number++; // another run began in this folder in the same second
    }
    Path path = runFolder.resolve(name + number);
    try {
      EventRecorder recorder =
          new EventRecorder(
              FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              path);
      recorder.write(recorder.event().text(FILE_VERSION, "brain.Event:2"));
      return recorder;
    } catch (IOException e) {
      throw new UncheckedIOException(FileFailure.of(path, e));
    }
  }

  /** The masked checksum of a record's part. */
  static int masked(byte[] bytes) {
    CRC32C sum = new CRC32C();
    sum.update(bytes);
    return Integer.rotateRight((int) sum.getValue(), 15) + MASK;
  }

  private final class EventRecorder implements Recorder {
    private final FileChannel file;
    private final Path path;

    EventRecorder(FileChannel file, Path path) {
      this.file = file;
      this.path = path;
    }

    ProtoBytes event() {
      return new ProtoBytes().real(WALL_TIME, clock.millis() / 1e3);
    }

    @Override
    public void record(Measurement measurement) {
      ProtoBytes summary = new ProtoBytes();
      for (Map.Entry<String, Object> value : measurement.values().entrySet()) {
        if (value.getValue() instanceof Number number) {
          summary.message(
              1,
              new ProtoBytes()
                  .text(1, measurement.event() + "/" + value.getKey())
                  .real(2, number.floatValue()));
        }
      }
      try {
        write(event().varint(STEP, step(measurement.values())).message(SUMMARY, summary));
      } catch (IOException e) {
        throw new UncheckedIOException(FileFailure.of(path, e));
      }
    }

    private long step(Map<String, Object> values) {
      Object step = values.getOrDefault("step", values.getOrDefault("epoch", 0));
      return step instanceof Number number ? Math.max(0, number.longValue()) : 0;
    }

    void write(ProtoBytes event) throws IOException {
      byte[] bytes = event.toBytes();
      byte[] length =
          ByteBuffer.allocate(Long.BYTES)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putLong(bytes.length)
              .array();
      ByteBuffer record =
          ByteBuffer.allocate(length.length + bytes.length + 2 * Integer.BYTES)
              .order(ByteOrder.LITTLE_ENDIAN)
              .put(length)
              .putInt(masked(length))
              .put(bytes)
              .putInt(masked(bytes))
              .flip();
      while (record.hasRemaining()) {
        file.write(record);
      }
    }

    @Override
    public void close() {
      try {
        file.close();
      } catch (IOException e) {
        throw new UncheckedIOException(FileFailure.of(path, e));
      }
    }
  }
}
