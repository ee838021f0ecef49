package org.rank1.experiments.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rank1.io.InvalidInputException;

final class IdxReaderTest {
  @TempDir Path folder;

  @Test
  void readsRawAndGzippedFilesAlikeWhateverTheirName() throws IOException {
    byte[] idx = idx(0x803, new int[] {2, 3, 4}, 24);
    for (byte[] stored : List.of(idx, gzip(idx))) {
      for (String name : List.of("images", "images.gz")) {
        IdxArray array = IdxReader.read(file(name, stored), 3);
        assertThat(array.shape()).containsExactly(2, 3, 4);
        assertThat(array.data()).isEqualTo(Arrays.copyOfRange(idx, 16, 40));
      }
    }
  }

  @Test
  void refusesAnotherMagicNumber() throws IOException {
    refused(
        idx(0x801, new int[] {2, 3, 4}, 24),
        "\"FILE\" has magic number 0x00000801 at byte 0, must be 0x00000803 (IDX, unsigned bytes, dimensions: 3).");
    refused(
        new byte[16],
        "\"FILE\" has magic number 0x00000000 at byte 0, must be 0x00000803 (IDX, unsigned bytes, dimensions: 3).");
  }

  @Test
  void refusesAFileThatEndsInItsHeader() throws IOException {
    for (int length : List.of(0, 1, 3, 15)) {
      byte[] start = Arrays.copyOf(idx(0x803, new int[] {2, 3, 4}, 24), length);
      String message = "\"FILE\" is truncated: it ends at byte " + length + " of 16.";
      refused(start, message);
      refused(gzip(start), message);
    }
  }

  @Test
  void refusesARawFileTooShortForItsHeaderBeforeAllocating() throws IOException {
    refused(
        idx(0x803, new int[] {2, 3, 4}, 23),
        "\"FILE\" is truncated: its header (bytes 4 to 15) declares 2 × 3 × 4 = 24 bytes of data, its 39 bytes cannot hold them.");
    refused(
        idx(0x803, new int[] {30_000, 200, 200}, 1),
        "\"FILE\" is truncated: its header (bytes 4 to 15) declares 30000 × 200 × 200 = 1200000000 bytes of data, its 17 bytes cannot hold them.");
  }

  @Test
  void refusesAGzippedFileWhoseContentIsShorterThanItsHeaderSays() throws IOException {
    refused(
        gzip(idx(0x803, new int[] {2, 3, 4}, 23)),
        "\"FILE\" is truncated: it ends at byte 39 of 40.");
    byte[] huge = gzip(idx(0x803, new int[] {30_000, 200, 200}, 1));
    refused(
        huge,
        "\"FILE\" is truncated: its header (bytes 4 to 15) declares 30000 × 200 × 200 = 1200000000 bytes of data, its "
            + huge.length
            + " bytes cannot hold them.");
  }

  @Test
  void refusesExtentsThatNoArrayCanHold() throws IOException {
    refused(
        idx(0x803, new int[] {-1, 28, 28}, 4),
        "\"FILE\" declares an extent of 4294967295 at byte 4, which is more than can be read.");
    refused(
        idx(0x803, new int[] {60_000, 28, 1 << 30}, 4),
        "\"FILE\" declares an extent of 1073741824 at byte 12, which is more than can be read.");
  }

  @Test
  void refusesBytesAfterTheDeclaredEnd() throws IOException {
    byte[] longer = idx(0x801, new int[] {5}, 6);
    Path file = folder.resolve("labels");
    for (byte[] stored : List.of(longer, gzip(longer))) {
      Files.write(file, stored);
      assertThatThrownBy(() -> IdxReader.read(IdxSource.file(file), 1))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage("\"%s\" goes on at byte 13, where its header says that it ends.", file);
    }
  }

  @Test
  void everyTruncationAndEveryFlippedByteOfAGzippedFileIsRefusedOrHarmless() throws IOException {
    byte[] idx = idx(0x801, new int[] {2000}, 2000);
    byte[] stored = gzip(idx);
    for (int length = 2; length < stored.length; length += 7) {
      IdxSource truncated = file("t", Arrays.copyOf(stored, length));
      assertThatThrownBy(() -> IdxReader.read(truncated, 1))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining(truncated.name())
          .hasMessageContaining("truncated");
    }
    for (int at = 2; at < stored.length; at += 11) {
      byte[] changed = stored.clone();
      changed[at] ^= 0x10;
      IdxSource damaged = file("d", changed);
      try {
        // bytes of the gzip header that mean nothing, such as its time
        assertThat(IdxReader.read(damaged, 1).data()).isEqualTo(Arrays.copyOfRange(idx, 8, 2008));
        assertThat(at).isLessThan(10);
      } catch (InvalidInputException e) {
        assertThat(e).hasMessageContaining(damaged.name()).hasMessageContaining("byte");
      }
    }
  }

  @Test
  void aFileThatCannotBeReadIsNamed() {
    Path missing = folder.resolve("missing");
    assertThatThrownBy(() -> IdxSource.file(missing))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(missing.toString());
  }

  private void refused(byte[] stored, String message) throws IOException {
    IdxSource source = file("images", stored);
    assertThatThrownBy(() -> IdxReader.read(source, 3))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(message.replace("FILE", source.name()));
  }

  private IdxSource file(String name, byte[] stored) throws IOException {
    return IdxSource.file(Files.write(folder.resolve(name), stored));
  }

  static byte[] idx(int magic, int[] shape, int dataBytes) {
    byte[] data = new byte[dataBytes];
    new Random(1).nextBytes(data);
    ByteBuffer idx = ByteBuffer.allocate(4 + 4 * shape.length + dataBytes).putInt(magic);
    Arrays.stream(shape).forEach(idx::putInt);
    return idx.put(data).array();
  }

  static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }
}
