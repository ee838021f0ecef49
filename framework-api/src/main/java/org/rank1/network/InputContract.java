package org.rank1.network;

import java.util.List;

/**
 * What a trained network wants: bytes scaled to [0, 1], then normalized per channel, channels
 * first, and what its outputs are called.
 *
 * @param mean per channel, of values in [0, 1]
 * @param standardDeviation per channel, positive
 * @param classNames names of the outputs, in order
 */
public record InputContract(
    List<Double> mean, List<Double> standardDeviation, List<String> classNames) {

  /** Copies and checks. */
  public InputContract {
    mean = List.copyOf(mean);
    standardDeviation = List.copyOf(standardDeviation);
    classNames = List.copyOf(classNames);
    if (mean.isEmpty()
        || mean.size() != standardDeviation.size()
        || mean.stream().anyMatch(m -> !Double.isFinite(m))
        || standardDeviation.stream().anyMatch(s -> !(s > 0 && Double.isFinite(s)))) {
      throw new IllegalArgumentException(
          "illegal mean %s and standard deviation %s, must be as many and finite, deviations positive"
              .formatted(mean, standardDeviation));
    }
  }

  /** The factor applied to a raw byte (0 to 255) of a channel. */
  public float scale(int channel) {
    return (float) (1 / (255 * standardDeviation.get(channel)));
  }

  /** What is added to the scaled byte of a channel. */
  public float shift(int channel) {
    return (float) (-mean.get(channel) / standardDeviation.get(channel));
  }
}
