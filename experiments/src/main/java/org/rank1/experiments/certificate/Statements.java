package org.rank1.experiments.certificate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rank1.onnx.verdict.EquivalenceReport;
import org.rank1.onnx.verdict.FirstFault;
import org.rank1.onnx.verdict.LayerProof;
import org.rank1.onnx.verdict.LevelVerdict;
import org.rank1.onnx.verdict.NetworkMeasurement;

/** What a certificate says, statement by statement, in an order that people follow. */
final class Statements {
  /** What is recorded, and cannot change a figure. */
  private static final Set<String> BYSTANDERS = Set.of("Java", "cores", "origin");

  private final Map<Key, String> values = new LinkedHashMap<>();
  private final Map<Key, Noise> noises = new HashMap<>();

  private record Key(String place, String what) {}

  private Statements() {}

  /** What must be the same on every machine. */
  static Statements facts(Certificate certificate) {
    Statements facts = new Statements();
    facts.model("reference", certificate.reference());
    facts.model("candidate", certificate.candidate());
    CertifiedInputs inputs = certificate.inputs();
    facts.add("inputs", "SHA-256", inputs.sha256());
    facts.add("inputs", "data set", inputs.dataset());
    facts.add("inputs", "options of the data set", inputs.options());
    facts.add("inputs", "images", inputs.images());
    facts.add("inputs", "random inputs", inputs.random());
    facts.add("inputs", "seed", inputs.seed());
    facts.add("inputs", "preprocessing", inputs.preprocessing());
    facts.add("inputs", "mean", inputs.mean());
    facts.add("inputs", "standard deviation", inputs.standardDeviation());
    facts.add("speed", "SHA-256 of the input", certificate.speed().inputSha256());
    facts.add("speed", "batch", certificate.speed().report().batch());
    facts.add("speed", "threads", certificate.speed().report().threads());
    facts.add("verdict", "equivalent at every level", certificate.equivalent());
    certificate.levels().forEach(facts::verdict);
    return facts;
  }

  private void model(String role, CertifiedModel model) {
    add(role, "SHA-256", model.sha256());
    add(role, "bytes", model.bytes());
  }

  private void verdict(LevelVerdict verdict) {
    String level = place(verdict);
    EquivalenceReport report = verdict.equivalence();
    FirstFault fault = verdict.firstFault();
    add(level, "equivalent", report.equivalent());
    add(level, "evidence", report.evidence());
    add(level, "linear layers", report.linearLayers());
    add(level, "linear layers proved", report.linearLayersProved());
    add(level, "inputs", report.inputs());
    add(level, "first layer out of its bound", fault == null ? "none" : fault.layer());
    add(level, "how it was found", fault == null ? "none" : fault.search());
    add(level, "layers", report.layers().stream().map(LayerProof::name).toList());
    for (LayerProof layer : report.layers()) {
      add(
          level,
          layer(layer),
          String.format(
              Locale.ROOT,
              "%d and %d roundings, %d dense inputs, %s, %s",
              layer.referenceRoundings(),
              layer.candidateRoundings(),
              layer.denseInputs(),
              layer.keepsBound() ? "within its bound" : "out of its bound",
              layer.conclusive() ? "conclusive" : "not conclusive"));
      // Composed in doubles, without a runtime: the same to the last bit everywhere.
      add(
          level,
          layer(layer) + ": weights",
          String.format(
              Locale.ROOT,
              "%s, %d roundings, kernels differ by %s, biases by %s, \"%s\"",
              layer.weights().finding(),
              layer.weights().roundings(),
              layer.weights().kernelDifference(),
              layer.weights().biasDifference(),
              layer.weights().detail()));
    }
  }

  /** Numbers that another runtime or processor may change, and sentences that hold them. */
  static Statements figures(Certificate certificate) {
    Statements figures = new Statements();
    for (LevelVerdict verdict : certificate.levels()) {
      String level = place(verdict);
      NetworkMeasurement network = verdict.equivalence().measurement();
      figures.add(level, "worst output", network.output(), Noise.ROUNDING);
      figures.add(level, "largest output", network.maxAbsOutput(), Noise.ROUNDING);
      figures.add(level, "reference error", network.referenceMaxAbsError(), Noise.ROUNDING);
      figures.add(level, "candidate error", network.candidateMaxAbsError(), Noise.ROUNDING);
      figures.add(level, "tolerance", network.tolerance(), Noise.ROUNDING);
      figures.add(level, "top-1 agreement", network.top1Agreement(), Noise.SHARE);
      figures.add(level, "top-1 violations", network.top1Violations(), Noise.NONE);
      figures.add(level, "reason", verdict.equivalence().reason(), Noise.ROUNDING);
      FirstFault fault = verdict.firstFault();
      if (fault != null) {
        figures.add(level, "first fault: error", fault.error(), Noise.ROUNDING);
        figures.add(level, "first fault: bound", fault.bound(), Noise.ROUNDING);
      }
      for (LayerProof layer : verdict.equivalence().layers()) {
        figures.add(
            level, layer(layer) + ": reference", layer.referenceErrorOverBound(), Noise.OF_BOUND);
        figures.add(
            level, layer(layer) + ": candidate", layer.candidateErrorOverBound(), Noise.OF_BOUND);
        figures.add(
            level, layer(layer) + ": relative bound", layer.relativeBound(), Noise.OF_BOUND);
      }
    }
    return figures;
  }

  /** Where all of it ran: if what may change figures is the same, they are as well. */
  static Statements surroundings(Certificate certificate) {
    Statements surroundings = new Statements();
    surroundings.add("product", "version", certificate.productVersion());
    certificate
        .levels()
        .forEach(level -> surroundings.add("runtime", place(level), level.equivalence().runtime()));
    surroundings.add("runtime", "speed", certificate.speed().report().runtime());
    surroundings.add("machine", "processor", certificate.machine().cpu());
    surroundings.add("machine", "cores", certificate.machine().cores());
    surroundings.add("machine", "system", certificate.machine().system());
    surroundings.add("machine", "Java", certificate.machine().java());
    surroundings.add("inputs", "origin", certificate.inputs().origin());
    return surroundings;
  }

  static String place(LevelVerdict verdict) {
    return "level " + verdict.levelName();
  }

  private static String layer(LayerProof layer) {
    return "layer \"" + layer.name() + "\"";
  }

  private void add(String place, String what, @Nullable Object value) {
    add(place, what, value, Noise.NONE);
  }

  private void add(String place, String what, @Nullable Object value, Noise noise) {
    Key key = new Key(place, what);
    values.put(key, String.valueOf(value));
    noises.put(key, noise);
  }

  /** Whether other surroundings of this kind may change figures. */
  static boolean explainsFigures(Compared surrounding) {
    return !surrounding.same() && !BYSTANDERS.contains(surrounding.what());
  }

  /** Every statement of either. */
  static List<Compared> compare(Statements recorded, Statements repeated) {
    Map<Key, String> all = new LinkedHashMap<>(recorded.values);
    repeated.values.forEach(all::putIfAbsent);
    List<Compared> compared = new ArrayList<>();
    for (Key key : all.keySet()) {
      compared.add(
          new Compared(
              key.place(),
              key.what(),
              recorded.values.getOrDefault(key, ""),
              repeated.values.getOrDefault(key, ""),
              recorded.noises.getOrDefault(key, Noise.NONE)));
    }
    return compared;
  }
}
