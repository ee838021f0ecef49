package org.rank1.experiments.certificate;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rank1.experiments.validate.InputSettings;
import org.rank1.experiments.validate.PreparedInputs;
import org.rank1.io.InvalidInputException;
import org.rank1.plugin.IllegalOptionException;

/**
 * What the models were compared on, and how to make it again; see {@link PreparedInputs}.
 *
 * @param dataset name of the data set of the images, or empty
 * @param ofModel whether the reference named the data set and its options
 * @param options with which the data set was loaded
 * @param origin where the images came from, for people
 * @param images number of images
 * @param random number of random inputs
 * @param seed of the random inputs
 * @param preprocessing {@code embedded} or {@code external}
 * @param mean with which images were normalized
 * @param standardDeviation likewise
 * @param sha256 hash of the tensors fed: for each its number of extents, its extents and its
 *     values, as 32-bit little-endian numbers
 */
public record CertifiedInputs(
    String dataset,
    boolean ofModel,
    Map<String, String> options,
    String origin,
    int images,
    int random,
    long seed,
    String preprocessing,
    List<Double> mean,
    List<Double> standardDeviation,
    String sha256) {

  /** Copies, and checks the hash. */
  public CertifiedInputs {
    options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    mean = List.copyOf(mean);
    standardDeviation = List.copyOf(standardDeviation);
    Hashes.require("inputs.sha256", sha256);
  }

  static CertifiedInputs of(PreparedInputs inputs) {
    return new CertifiedInputs(
        inputs.dataset(),
        inputs.ofModel(),
        inputs.options(),
        inputs.origin(),
        inputs.images(),
        inputs.random(),
        inputs.seed(),
        inputs.preprocessing(),
        inputs.mean(),
        inputs.standardDeviation(),
        Hashes.of(inputs.tensors()));
  }

  /**
   * How to make them again.
   *
   * @param data folder of the data files
   * @throws InvalidInputException if the numbers are out of range
   */
  InputSettings settings(Optional<Path> data) {
    try {
      return new InputSettings(ofModel ? "" : dataset, data, images, random, seed);
    } catch (IllegalOptionException e) {
      throw new InvalidInputException(e.at("inputs." + e.component()), e);
    }
  }
}
