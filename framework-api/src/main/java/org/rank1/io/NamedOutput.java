package org.rank1.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** A stream whose failures name the file that is written. */
final class NamedOutput extends OutputStream {
  private final OutputStream out;
  private final Path file;

  NamedOutput(OutputStream out, Path file) {
    this.out = out;
    this.file = file;
  }

  @Override
  public void write(int value) throws IOException {
    try {
      out.write(value);
    } catch (IOException e) {
      throw FileFailure.of(file, e);
    }
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      throw FileFailure.of(file, e);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      out.close();
    } catch (IOException e) {
      throw FileFailure.of(file, e);
    }
  }
}
