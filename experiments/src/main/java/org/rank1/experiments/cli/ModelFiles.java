package org.rank1.experiments.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.rank1.experiments.train.RunFolder;
import org.rank1.io.InvalidInputException;
import org.rank1.onnx.check.CheckedModel;

/** Reads the models that a command line names. */
final class ModelFiles {
  private ModelFiles() {}

  /**
   * Reads a model.
   *
   * @throws InvalidInputException if it is none; of the folder of a run with the command that
   *     exports one
   */
  static CheckedModel read(Path file) {
    if (Files.isDirectory(file)) {
      boolean run = Files.isRegularFile(new RunFolder(file).snapshot());
      throw new InvalidInputException(
          run
              ? "\"%s\" is the folder of a run, not a model; write its model with ./rank1 export %s -o model.onnx."
                  .formatted(file, Printable.argument(file))
              : "\"%s\" is a folder, not a model.".formatted(file));
    }
    return CheckedModel.read(file);
  }
}
