package org.rank1.experiments.certificate;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What came of repeating a certificate.
 *
 * @param reproduced every fact is the same; in the same surroundings every figure is, too, and the
 *     speed-up within noise; elsewhere figures differ by rounding only
 * @param repeated whether the validation was repeated; it is not if a model is another one
 * @param facts what must be the same on every machine: hashes, verdicts, evidence, layers, and the
 *     first layer that leaves its bound
 * @param figures errors and bounds, which another runtime or processor may change
 * @param surroundings product, runtime, machine
 * @param latencies times, which never decide, and the speed-up, which does on the same machine
 * @param summary all of it in one sentence
 */
public record Reproduction(
    boolean reproduced,
    boolean repeated,
    List<Compared> facts,
    List<Compared> figures,
    List<Compared> surroundings,
    List<ComparedLatency> latencies,
    String summary) {

  /** Copies. */
  public Reproduction {
    facts = List.copyOf(facts);
    figures = List.copyOf(figures);
    surroundings = List.copyOf(surroundings);
    latencies = List.copyOf(latencies);
  }

  /** The outcome for a certificate whose models are not those at hand. */
  static Reproduction ofOtherModels(List<Compared> facts) {
    return new Reproduction(
        false,
        false,
        facts,
        List.of(),
        List.of(),
        List.of(),
        "Not reproduced: %s; the validation was not repeated."
            .formatted(differences(facts, "facts")));
  }

  static Reproduction of(
      List<Compared> facts,
      List<Compared> figures,
      List<Compared> surroundings,
      List<ComparedLatency> latencies) {
    boolean elsewhere = surroundings.stream().anyMatch(Statements::explainsFigures);
    Optional<ComparedLatency> forgedSpeed =
        latencies.stream()
            .filter(one -> one.what().equals(ComparedLatency.SPEED_UP) && !elsewhere)
            .filter(one -> !one.withinNoise())
            .findFirst();
    List<Compared> unexplained =
        figures.stream().filter(one -> elsewhere ? !one.withinNoise() : !one.same()).toList();
    boolean sameFacts = facts.stream().allMatch(Compared::same);
    boolean reproduced = sameFacts && unexplained.isEmpty() && forgedSpeed.isEmpty();
    String summary;
    if (!sameFacts) {
      summary = "Not reproduced: %s.".formatted(differences(facts, "facts"));
    } else if (!unexplained.isEmpty()) {
      Compared first = unexplained.get(0);
      summary =
          "Not reproduced: %s, but %d of %d figures %s not, the first is \"%s: %s\"."
              .formatted(
                  elsewhere
                      ? "another product, runtime or machine changes figures by rounding only"
                      : "with the same product, runtime and machine all figures must be the same",
                  unexplained.size(),
                  figures.size(),
                  elsewhere
                      ? unexplained.size() == 1 ? "is" : "are"
                      : unexplained.size() == 1 ? "does" : "do",
                  first.place(),
                  first.what());
    } else if (forgedSpeed.isPresent()) {
      summary =
          String.format(
              Locale.ROOT,
              "Not reproduced: the speed-up is %.4g, recorded is %.4g, which is outside the noise of two runs.",
              forgedSpeed.get().repeated().median(),
              forgedSpeed.get().recorded().median());
    } else if (elsewhere) {
      summary = elsewhere(facts, figures);
    } else {
      summary =
          "Reproduced: all %d facts and all %d figures are the same; the speed-up agrees within the noise of two runs."
              .formatted(facts.size(), figures.size());
    }
    return new Reproduction(reproduced, true, facts, figures, surroundings, latencies, summary);
  }

  private static String elsewhere(List<Compared> facts, List<Compared> figures) {
    List<Compared> near = figures.stream().filter(one -> !one.same()).toList();
    return "Reproduced: all %d facts are the same; product, runtime or machine are not, so that %s, and the speed-up, which belongs to a machine, was not compared."
        .formatted(
            facts.size(),
            near.isEmpty()
                ? "the figures could differ and do not"
                : differences(figures, "figures") + ", all within rounding");
  }

  private static String differences(List<Compared> compared, String kind) {
    List<Compared> different = compared.stream().filter(one -> !one.same()).toList();
    Compared first = different.get(0);
    return "%d of %d %s %s, the first is \"%s: %s\""
        .formatted(
            different.size(),
            compared.size(),
            kind,
            different.size() == 1 ? "differs" : "differ",
            first.place(),
            first.what());
  }
}
