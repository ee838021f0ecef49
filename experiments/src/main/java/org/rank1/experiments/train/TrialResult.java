package org.rank1.experiments.train;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rank1.metric.Measurement;

/**
 * What a run came to, small: what it learned lies in its folder, see {@link Runs#load}.
 *
 * @param folder where it lives
 * @param dataset what it learned from
 * @param trainImages that it learned from
 * @param testImages that it was measured on
 * @param forms of its convolutions in the end, by name
 * @param epochs the results of its epochs
 * @param projection how far its last projection moved the kernels, if it projected
 * @param problem a sentence that says why the result is of no use, if it is of none
 */
public record TrialResult(
    Path folder,
    String dataset,
    int trainImages,
    int testImages,
    Map<String, String> forms,
    List<EpochResult> epochs,
    Optional<Measurement> projection,
    Optional<String> problem) {

  /** Copies, and checks that there was an epoch. */
  public TrialResult {
    forms = Collections.unmodifiableMap(new LinkedHashMap<>(forms));
    epochs = List.copyOf(epochs);
    if (epochs.isEmpty()) {
      throw new IllegalArgumentException("illegal result of no epoch");
    }
  }

  private EpochResult last() {
    return epochs.get(epochs.size() - 1);
  }

  /** Accuracy on the test images after the last epoch, in [0, 1]. */
  public double accuracy() {
    return last().testAccuracy();
  }

  /** All but the folder by name, as {@code result.json} and {@code train --json} have it. */
  public Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("dataset", dataset);
    values.put("trainImages", trainImages);
    values.put("testImages", testImages);
    values.put("accuracy", accuracy());
    values.put("secondsPerEpoch", secondsPerEpoch());
    values.put("forms", forms);
    projection.ifPresent(measured -> values.put("projection", measured.values()));
    problem.ifPresent(sentence -> values.put("problem", sentence));
    values.put("epochs", epochs);
    return values;
  }

  /** Median training time of an epoch. */
  public double secondsPerEpoch() {
    return epochs.stream()
        .mapToDouble(EpochResult::seconds)
        .sorted()
        .skip((epochs.size() - 1) / 2)
        .limit(2 - epochs.size() % 2)
        .average()
        .orElse(0);
  }
}
