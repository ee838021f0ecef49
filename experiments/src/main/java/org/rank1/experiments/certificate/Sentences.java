package org.rank1.experiments.certificate;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.rank1.onnx.verdict.EquivalenceReport;
import org.rank1.onnx.verdict.LatencyReport;
import org.rank1.onnx.verdict.LevelVerdict;
import org.rank1.onnx.verdict.ModelLatency;

/** The two verdicts of a certificate, one sentence each. */
public final class Sentences {
  private Sentences() {}

  /** Whether the models are equivalent, and what that rests on. */
  public static String equivalence(Certificate certificate) {
    List<LevelVerdict> all = certificate.levels();
    List<LevelVerdict> failed =
        all.stream().filter(level -> !level.equivalence().equivalent()).toList();
    if (failed.isEmpty()) {
      EquivalenceReport weakest =
          all.stream()
              .map(LevelVerdict::equivalence)
              .max(Comparator.comparing(EquivalenceReport::evidence))
              .orElseThrow();
      return "Equivalent at every optimization level (%s)%s"
          .formatted(names(all), after("Equivalent", weakest));
    }
    String rest = after("Not equivalent", failed.get(0).equivalence());
    if (failed.size() == all.size()) {
      return "Not equivalent at any optimization level" + rest;
    }
    List<LevelVerdict> others = all.stream().filter(level -> !failed.contains(level)).toList();
    return "Not equivalent at optimization level %s, though at %s%s"
        .formatted(names(failed), names(others), rest);
  }

  private static String after(String start, EquivalenceReport report) {
    return report.summary().substring(start.length());
  }

  private static String names(List<LevelVerdict> levels) {
    return levels.stream().map(LevelVerdict::levelName).collect(Collectors.joining(", "));
  }

  /** Which model is faster, and how certain that is. */
  public static String speed(Certificate certificate) {
    LatencyReport report = certificate.speed().report();
    ModelLatency candidate = certificate.speed().candidate();
    String which =
        candidate.speedupLow() > 1
            ? "The candidate is faster"
            : candidate.speedupHigh() < 1
                ? "The candidate is slower"
                : "Neither model is clearly faster";
    return String.format(
        Locale.ROOT,
        "%s: %.2f×, %.0f %% interval %.2f to %.2f (medians %.3f ms against %.3f ms; batch %d, %d thread%s, %d interleaved rounds).",
        which,
        candidate.speedup(),
        100 * report.confidence(),
        candidate.speedupLow(),
        candidate.speedupHigh(),
        candidate.medianMs(),
        certificate.speed().reference().medianMs(),
        report.batch(),
        report.threads(),
        report.threads() == 1 ? "" : "s",
        report.rounds());
  }
}
