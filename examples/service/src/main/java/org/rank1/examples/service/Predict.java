package org.rank1.examples.service;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.rank1.io.InvalidInputException;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.image.ImageModel;
import org.rank1.onnx.image.Prediction.ClassProbability;
import org.rank1.onnx.runtime.OnnxRuntimeCpu;
import org.rank1.onnx.runtime.OnnxRuntimeOptions;

/** Says what images show: {@code Predict split.onnx photo.png …}. */
public final class Predict {
  private Predict() {}

  /**
   * Predicts, and leaves with 2 if an image cannot be read.
   *
   * @param arguments the model, then image files
   */
  public static void main(String... arguments) {
    List<Path> files = Arrays.stream(arguments).map(Path::of).toList();
    boolean all = predict(files.get(0), files.subList(1, files.size()), System.out);
    System.exit(all ? 0 : 2);
  }

  /** Prints the most probable class of each image; false if one could not be read. */
  static boolean predict(Path file, List<Path> images, PrintStream out) {
    boolean all = true;
    try (ImageModel model =
        ImageModel.open(CheckedModel.read(file), new OnnxRuntimeCpu(new OnnxRuntimeOptions()))) {
      for (Path image : images) {
        try {
          ClassProbability best = model.predict(image, 1).classes().get(0);
          out.printf(
              Locale.ROOT, "%s: %s, %.1f %%%n", image, best.name(), 100 * best.probability());
        } catch (InvalidInputException unreadable) {
          out.println(unreadable.getMessage());
          all = false;
        }
      }
    }
    return all;
  }
}
