package org.rank1.experiments.certificate;

import java.util.List;

/**
 * What came of repeating a certificate.
 *
 * @param reproduced every fact is the same, and, in the same surroundings, every figure
 * @param repeated whether the validation was repeated; it is not if a model is another one
 * @param facts what must be the same on every machine: hashes, verdicts, evidence, layers, and the
 *     first layer that leaves its bound
 * @param figures errors and bounds, which another runtime or processor may change
 * @param surroundings product, runtime, machine
 * @param latencies times and speed-up; they never decide
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

  /** Of a certificate whose models are not those at hand. */
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
    boolean sameFacts = facts.stream().allMatch(Compared::same);
    boolean sameFigures = figures.stream().allMatch(Compared::same);
    boolean samePlace = surroundings.stream().allMatch(Compared::same);
    String summary;
    if (!sameFacts) {
      summary = "Not reproduced: %s.".formatted(differences(facts, "facts"));
    } else if (sameFigures) {
      summary =
          "Reproduced: all %d facts and all %d figures are the same."
              .formatted(facts.size(), figures.size());
    } else if (samePlace) {
      summary =
          "Not reproduced: with the same product, runtime and machine all figures must be the same, but %s."
              .formatted(differences(figures, "figures"));
    } else {
      summary =
          "Reproduced: all %d facts are the same; product, runtime or machine are not, and %s."
              .formatted(facts.size(), differences(figures, "figures"));
    }
    return new Reproduction(
        sameFacts && (sameFigures || !samePlace),
        true,
        facts,
        figures,
        surroundings,
        latencies,
        summary);
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
