package org.rank1.experiments.certificate;

import java.io.IOException;
import java.nio.file.Path;
import org.rank1.io.InvalidInputException;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.graph.OnnxFile;
import org.rank1.provenance.Sha256;

/** A model's file, read once: the bytes that are hashed are those that are checked and run. */
final class ModelFile {
  private final Path file;
  private final byte[] bytes;
  private final String sha256;

  private ModelFile(Path file, byte[] bytes) {
    this.file = file;
    this.bytes = bytes;
    this.sha256 = Sha256.of(bytes);
  }

  /**
   * Reads a file.
   *
   * @throws InvalidInputException if it is missing or too large
   */
  static ModelFile read(Path file) {
    try {
      return new ModelFile(file, OnnxFile.bytes(file));
    } catch (IOException e) {
      throw new InvalidInputException("Cannot read \"%s\": %s.".formatted(file, e.getMessage()), e);
    }
  }

  Path file() {
    return file;
  }

  String sha256() {
    return sha256;
  }

  long size() {
    return bytes.length;
  }

  /**
   * The model.
   *
   * @throws InvalidInputException if it is no ONNX model, or not sound
   */
  CheckedModel checked() {
    return CheckedModel.parse(bytes, file);
  }
}
