package org.rank1.experiments.evaluate;

import java.util.List;
import org.rank1.onnx.image.Prediction;

/**
 * What images were taken for.
 *
 * @param made one for each image that could be read, in the order given
 * @param refused the others
 */
public record Predictions(List<Prediction> made, List<Refused> refused) {
  /** Copies. */
  public Predictions {
    made = List.copyOf(made);
    refused = List.copyOf(refused);
  }

  /**
   * An image that could not be read.
   *
   * @param image its file
   * @param reason one sentence
   */
  public record Refused(String image, String reason) {}
}
