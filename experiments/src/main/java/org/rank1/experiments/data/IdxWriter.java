package org.rank1.experiments.data;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.rank1.data.ImageSet;
import org.rank1.io.AtomicFile;

/** Writes grey images and their labels as gzipped IDX files, without name or time in them. */
final class IdxWriter {
  private IdxWriter() {}

  /**
   * Writes {@code PREFIX-images-idx3-ubyte.gz} and {@code PREFIX-labels-idx1-ubyte.gz}.
   *
   * @throws IllegalArgumentException if the images are not grey with two spatial axes, or a label
   *     is above 255
   */
  static void write(Path folder, String prefix, ImageSet images) throws IOException {
    if (images.shape().channels() != 1 || images.shape().spatial().size() != 2) {
      throw new IllegalArgumentException(
          "illegal image shape " + images.shape() + ", must have one channel and two axes");
    }
    byte[] labels = new byte[images.count()];
    for (int i = 0; i < labels.length; i++) {
      if (images.labels()[i] > 255) {
        throw new IllegalArgumentException(
            "illegal label " + images.labels()[i] + " of image " + i + ", must be at most 255");
      }
      labels[i] = (byte) images.labels()[i];
    }
    int height = images.shape().spatial().get(0);
    int width = images.shape().spatial().get(1);
    write(
        folder.resolve(prefix + "-images-idx3-ubyte.gz"),
        images.pixels(),
        images.count(),
        height,
        width);
    write(folder.resolve(prefix + "-labels-idx1-ubyte.gz"), labels, labels.length);
  }

  private static void write(Path file, byte[] data, int... shape) throws IOException {
    ByteBuffer header =
        ByteBuffer.allocate(IdxArray.headerSize(shape.length)).putInt(IdxArray.magic(shape.length));
    for (int extent : shape) {
      header.putInt(extent);
    }
    AtomicFile.write(
        file,
        out -> {
          try (OutputStream gzip = new BestGzip(out)) {
            gzip.write(header.array());
            gzip.write(data);
          }
        });
  }

  /** Gzip at its best compression, which the constructor of the superclass does not offer. */
  private static final class BestGzip extends GZIPOutputStream {
    BestGzip(OutputStream out) throws IOException {
      super(out, 1 << 16);
      def.setLevel(Deflater.BEST_COMPRESSION);
    }
  }
}
