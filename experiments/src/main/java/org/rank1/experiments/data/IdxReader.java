package org.rank1.experiments.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.rank1.io.InvalidInputException;

/**
 * Reads one IDX file of unsigned bytes, the format of MNIST, raw or gzipped (told by its first
 * bytes, not by its name). Byte offsets in errors are those of the uncompressed file.
 */
final class IdxReader {
  /** Deflate cannot compress better than about 1032 to 1, so a header that claims more lies. */
  private static final long HIGHEST_COMPRESSION = 1032;

  private static final int HIGHEST_SIZE = Integer.MAX_VALUE - 8;

  private final IdxSource source;
  private final InputStream in;
  private final boolean compressed;
  private long position;

  private IdxReader(IdxSource source, InputStream in, boolean compressed) {
    this.source = source;
    this.in = in;
    this.compressed = compressed;
  }

  /**
   * The file's content.
   *
   * @param dimensions how many the file must have
   * @throws InvalidInputException if the file is of another kind, truncated, damaged or longer than
   *     its header says, naming file and byte offset
   */
  static IdxArray read(IdxSource source, int dimensions) {
    try (InputStream stored = new BufferedInputStream(source.opener().open())) {
      stored.mark(2);
      boolean compressed = stored.read() == 0x1f && stored.read() == 0x8b;
      stored.reset();
      try (InputStream in = compressed ? new GZIPInputStream(stored, 1 << 16) : stored) {
        return new IdxReader(source, in, compressed).read(dimensions);
      }
    } catch (EOFException e) {
      throw refused(source, "is truncated: it ends inside its gzip header", e);
    } catch (ZipException e) {
      throw refused(source, "is damaged: " + e.getMessage() + " at byte 0", e);
    } catch (IOException e) {
      throw new InvalidInputException(
          "Cannot read \"%s\": %s.".formatted(source.name(), e.getMessage()), e);
    }
  }

  private IdxArray read(int dimensions) throws IOException {
    int headerSize = IdxArray.headerSize(dimensions);
    ByteBuffer header = ByteBuffer.wrap(bytes(headerSize, headerSize));
    int magic = header.getInt();
    if (magic != IdxArray.magic(dimensions)) {
      throw refused(
          "has magic number 0x%08x at byte 0, must be 0x%08x (IDX, unsigned bytes, dimensions: %d)"
              .formatted(magic, IdxArray.magic(dimensions), dimensions));
    }
    List<Integer> shape = new ArrayList<>();
    long size = 1;
    for (int axis = 0; axis < dimensions; axis++) {
      int extent = header.getInt();
      if (extent < 0 || size * extent > HIGHEST_SIZE) {
        throw refused(
            "declares an extent of %d at byte %d, which is more than can be read"
                .formatted(Integer.toUnsignedLong(extent), 4 + 4 * axis));
      }
      size *= extent;
      shape.add(extent);
    }
    long readable = compressed ? source.size() * HIGHEST_COMPRESSION : source.size() - headerSize;
    if (size > readable) {
      throw refused(
          "is truncated: its header (bytes 4 to %d) declares %s = %d bytes of data, its %d bytes cannot hold them"
              .formatted(headerSize - 1, product(shape), size, source.size()));
    }
    byte[] data = bytes((int) size, headerSize + size);
    if (in.read() >= 0) {
      throw refused("goes on at byte %d, where its header says that it ends".formatted(position));
    }
    return new IdxArray(source.name(), List.copyOf(shape), data);
  }

  private static String product(List<Integer> shape) {
    return String.join(" × ", shape.stream().map(String::valueOf).toList());
  }

  /** The next bytes; their number must have been checked against the size of the file. */
  private byte[] bytes(int count, long declaredEnd) throws IOException {
    byte[] bytes = new byte[count];
    int filled = 0;
    while (filled < count) {
      int read;
      try {
        read = in.read(bytes, filled, count - filled);
      } catch (EOFException e) {
        read = -1;
      } catch (ZipException e) {
        throw refused(source, "is damaged at byte " + position + ": " + e.getMessage(), e);
      }
      if (read < 0) {
        throw refused("is truncated: it ends at byte %d of %d".formatted(position, declaredEnd));
      }
      filled += read;
      position += read;
    }
    return bytes;
  }

  private InvalidInputException refused(String what) {
    return new InvalidInputException("\"%s\" %s.".formatted(source.name(), what));
  }

  private static InvalidInputException refused(IdxSource source, String what, IOException cause) {
    return new InvalidInputException("\"%s\" %s.".formatted(source.name(), what), cause);
  }
}
