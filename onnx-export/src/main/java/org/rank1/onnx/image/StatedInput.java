package org.rank1.onnx.image;

import java.util.List;
import org.rank1.io.InvalidInputException;
import org.rank1.network.InputContract;

/**
 * What a user says of a model that does not say it itself: how images become its input, and what
 * its outputs are called. Everything, or nothing.
 *
 * @param mean per channel, of pixels scaled to [0, 1]
 * @param standardDeviation per channel, likewise
 * @param classNames names of the outputs, in order
 */
public record StatedInput(
    List<Double> mean, List<Double> standardDeviation, List<String> classNames) {

  /** Nothing. */
  public StatedInput() {
    this(List.of(), List.of(), List.of());
  }

  /** Copies, and checks that all or nothing is there. */
  public StatedInput {
    mean = List.copyOf(mean);
    standardDeviation = List.copyOf(standardDeviation);
    classNames = List.copyOf(classNames);
    boolean some = !mean.isEmpty() || !standardDeviation.isEmpty() || !classNames.isEmpty();
    boolean all = !mean.isEmpty() && !standardDeviation.isEmpty() && !classNames.isEmpty();
    if (some && !all) {
      throw new InvalidInputException(
          "Give all three or none of mean, standard deviation and labels.");
    }
  }

  /** Whether nothing is said. */
  public boolean isEmpty() {
    return mean.isEmpty();
  }

  InputContract contract() {
    try {
      return new InputContract(mean, standardDeviation, classNames);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(
          "For mean and standard deviation: " + e.getMessage() + ".", e);
    }
  }
}
