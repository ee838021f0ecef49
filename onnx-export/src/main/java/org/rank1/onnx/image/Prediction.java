package org.rank1.onnx.image;

import java.util.List;

/**
 * What an image was taken for.
 *
 * @param image its file
 * @param classes the most probable classes, the best first
 */
public record Prediction(String image, List<ClassProbability> classes) {
  /** Copies. */
  public Prediction {
    classes = List.copyOf(classes);
  }

  /**
   * A class and how probable the network holds it to be.
   *
   * @param name of the class
   * @param probability softmax over all scores, in [0, 1]
   */
  public record ClassProbability(String name, double probability) {}
}
