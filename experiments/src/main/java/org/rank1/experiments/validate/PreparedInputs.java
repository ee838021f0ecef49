package org.rank1.experiments.validate;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rank1.filter.FloatTensor;

/**
 * Inputs for two models, with everything that it takes to make them again.
 *
 * @param tensors each {@code [n, ...]}: images first, then random inputs, where there are any
 * @param dataset name of the data set of the images; empty if there are none
 * @param ofModel whether the reference named that data set and its options, not the user
 * @param options with which the data set was loaded; the others had their defaults
 * @param origin where the images came from, for people
 * @param images number of images, the first test images of the data set
 * @param random number of random inputs
 * @param seed of the random inputs
 * @param preprocessing {@code embedded} if the models take raw pixels, else {@code external}
 * @param mean of each channel, of pixels scaled to [0, 1], as images were normalized; empty if
 *     there are none or the models take raw pixels
 * @param standardDeviation of each channel, likewise
 */
public record PreparedInputs(
    List<FloatTensor> tensors,
    String dataset,
    boolean ofModel,
    Map<String, String> options,
    String origin,
    int images,
    int random,
    long seed,
    String preprocessing,
    List<Double> mean,
    List<Double> standardDeviation) {

  /** Copies, keeping the order. */
  public PreparedInputs {
    tensors = List.copyOf(tensors);
    options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    mean = List.copyOf(mean);
    standardDeviation = List.copyOf(standardDeviation);
  }
}
