package org.rank1.experiments.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.rank1.experiments.train.TrialResult;

/** Results of trainings for people or as JSON. */
final class RunText {
  private final Console console;
  private final boolean json;

  RunText(Console console, boolean json) {
    this.console = console;
    this.json = json;
  }

  /** Prints one result; the exit code says whether it is of any use. */
  int print(TrialResult result) {
    console.result(
        json
            ? Json.write(json(result))
            : String.format(
                Locale.ROOT,
                "accuracy %.4f on %d test images, %.1f s per epoch; the run is in %s",
                result.accuracy(),
                result.testImages(),
                result.secondsPerEpoch(),
                result.folder()));
    return code(List.of(result));
  }

  /** Prints the results of several seeds; the exit code says whether all are of any use. */
  int printAll(List<Long> seeds, List<TrialResult> results) {
    Spread accuracy = Spread.of(results.stream().map(TrialResult::accuracy).toList());
    Spread seconds = Spread.of(results.stream().map(TrialResult::secondsPerEpoch).toList());
    if (json) {
      Map<String, Object> all = new LinkedHashMap<>();
      all.put("seeds", seeds);
      all.put("accuracy", accuracy);
      all.put("secondsPerEpoch", seconds);
      all.put("runs", results.stream().map(RunText::json).toList());
      console.result(Json.write(all));
    } else {
      console.result(
          "accuracy %s over %d seeds, %s s per epoch; the runs are in %s"
              .formatted(
                  accuracy.text(4),
                  results.size(),
                  seconds.text(1),
                  results.get(0).folder().toAbsolutePath().getParent()));
    }
    return code(results);
  }

  private int code(List<TrialResult> results) {
    results.forEach(result -> result.problem().ifPresent(console::error));
    return results.stream().allMatch(result -> result.problem().isEmpty())
        ? Main.DONE
        : Main.CHECK_FAILED;
  }

  private static Map<String, Object> json(TrialResult result) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("run", result.folder().toString());
    json.putAll(result.values());
    return json;
  }
}
