package org.rank1.experiments.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.rank1.experiments.certificate.Compared;
import org.rank1.experiments.certificate.ComparedLatency;
import org.rank1.experiments.certificate.ComparedLatency.Interval;
import org.rank1.experiments.certificate.Reproduction;

/** What came of repeating a certificate, for people: every difference, and what is the same. */
final class ReproductionText {
  private static final String LAYER = "layer \"";

  private ReproductionText() {}

  static String of(Reproduction result) {
    List<String> lines = new ArrayList<>();
    lines.add("Facts, which must be the same:");
    lines.addAll(groups(result.facts()));
    if (result.repeated()) {
      lines.add("Figures, the same with the same product, runtime and machine:");
      lines.addAll(groups(result.figures()));
      lines.add("Surroundings:");
      lines.addAll(groups(result.surroundings()));
      lines.add("Latencies; of them only the speed-up decides, on the same machine:");
      result.latencies().forEach(latency -> lines.add(line(latency)));
    }
    lines.add(result.summary());
    return String.join(System.lineSeparator(), lines);
  }

  /** One line for each place where all is the same, one for each difference elsewhere. */
  private static List<String> groups(List<Compared> compared) {
    Map<String, List<Compared>> places = new LinkedHashMap<>();
    compared.forEach(
        one -> places.computeIfAbsent(one.place(), place -> new ArrayList<>()).add(one));
    List<String> lines = new ArrayList<>();
    places.forEach(
        (place, group) -> {
          List<Compared> different = group.stream().filter(one -> !one.same()).toList();
          if (different.size() < group.size()) {
            lines.add("  same     %s: %s".formatted(place, names(group)));
          }
          for (Compared one : different) {
            lines.add(
                "  %s  %s: %s: recorded %s, now %s"
                    .formatted(
                        one.withinNoise() ? "near   " : "differs",
                        place,
                        one.what(),
                        shown(one.recorded()),
                        shown(one.repeated())));
          }
        });
    return lines;
  }

  /** What is the same; of layers only how many statements. */
  private static String names(List<Compared> group) {
    List<String> same = group.stream().filter(Compared::same).map(Compared::what).toList();
    List<String> names =
        new ArrayList<>(same.stream().filter(name -> !name.startsWith(LAYER)).toList());
    if (names.size() < same.size()) {
      names.add("%d about single layers".formatted(same.size() - names.size()));
    }
    return String.join(", ", names);
  }

  private static String shown(String value) {
    return value.isEmpty() ? "nothing" : value;
  }

  private static String line(ComparedLatency latency) {
    return "  %s  %s: recorded %s, now %s"
        .formatted(
            latency.overlap() ? "overlap " : "apart   ",
            latency.what(),
            text(latency.recorded(), latency.unit()),
            text(latency.repeated(), latency.unit()));
  }

  private static String text(Interval interval, String unit) {
    return String.format(
        Locale.ROOT,
        "%.4g %s (%.4g to %.4g)",
        interval.median(),
        unit,
        interval.low(),
        interval.high());
  }
}
