package org.rank1.experiments.certificate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.rank1.experiments.report.Html;
import org.rank1.experiments.report.Table;
import org.rank1.onnx.proof.WeightProof;
import org.rank1.onnx.proof.WeightProof.Finding;
import org.rank1.onnx.verdict.EquivalenceReport;
import org.rank1.onnx.verdict.LayerProof;
import org.rank1.onnx.verdict.LevelVerdict;
import org.rank1.onnx.verdict.ModelLatency;
import org.rank1.onnx.verdict.NetworkMeasurement;

/** A certificate for people. */
final class CertificatePage {
  private CertificatePage() {}

  static String page(Certificate certificate) {
    Html html =
        new Html(
                "Certificate: %s against %s"
                    .formatted(certificate.candidate().file(), certificate.reference().file()))
            .paragraph(
                "Two verdicts, never mixed: whether both models compute the same function up to"
                    + " rounding, and how fast they are. To repeat both: ./rank1 verify-certificate"
                    + " certificate.json --models DIR, where DIR holds both models.")
            .heading("Equivalence")
            .verdict(Sentences.equivalence(certificate), certificate.equivalent());
    faults(certificate)
        .forEach(
            (fault, levels) ->
                html.paragraph(
                    "Optimization level%s %s: %s"
                        .formatted(levels.contains(",") ? "s" : "", levels, fault)));
    html.heading("Speed")
        .paragraph(Sentences.speed(certificate))
        .table(speed(certificate.speed()))
        .heading("Equivalence, level by level")
        .table(levels(certificate.levels()))
        .paragraph(
            format(
                "Levels are the runtime's graph optimizations; %d inputs at each. Proved: linear"
                    + " layers that are one function in both models for every input, by their"
                    + " weights. The rest of the row is what inputs showed. Error/bound: the largest error of a layer in either model, both fed the"
                    + " reference's values, over that bound; above 1 disproves. Network error: of"
                    + " the whole candidate against an evaluation in double precision.",
                certificate.levels().get(0).equivalence().inputs()))
        .heading("Proof by weights, for every input")
        .table(weights(certificate.levels().get(0).equivalence().layers()))
        .paragraph(
            "Both models' forms of a layer are reduced to one convolution each, in double precision,"
                + " from the weights in the files. Difference: the largest of an element, over what"
                + " m roundings of the weights explain; at most 1 if both are one function. Bound:"
                + " for every input x the two results, computed in 32-bit floats, differ by at most"
                + " this times A∗|x| + |b|, A the composition of the absolute values of the"
                + " weights. A layer that is no single convolution is tried on random inputs without"
                + " zeros, which proves nothing about others.")
        .heading("Runs, layer by layer")
        .table(layers(certificate.levels()))
        .paragraph(
            "What the runtime made of it. For each layer error/bound at each level. Relative bound: the largest bound over the"
                + " largest value of the layer; above 0.1 it says nothing. Roundings: of the"
                + " reference and of the candidate.")
        .heading("Models")
        .table(models(certificate))
        .heading("Inputs")
        .table(inputs(certificate.inputs()))
        .heading("Machine")
        .table(machine(certificate));
    return html.page();
  }

  /** Each first fault, with the levels where it is the first. */
  private static Map<String, String> faults(Certificate certificate) {
    Map<String, String> levels = new LinkedHashMap<>();
    for (LevelVerdict verdict : certificate.levels()) {
      if (verdict.firstFault() != null) {
        levels.merge(
            verdict.firstFault().sentence(),
            verdict.levelName(),
            (earlier, name) -> earlier + ", " + name);
      }
    }
    return levels;
  }

  private static Table levels(List<LevelVerdict> levels) {
    Table table =
        new Table(
            "level",
            "proved",
            "error/bound",
            "network error",
            "tolerance",
            "reference's own",
            "same top class",
            "verdict");
    for (LevelVerdict verdict : levels) {
      EquivalenceReport report = verdict.equivalence();
      NetworkMeasurement network = report.measurement();
      table
          .row(
              verdict.levelName(),
              format("%d of %d", report.linearLayersProved(), report.linearLayers()),
              number("%.3g", report.worstErrorOverBound()),
              number("%.3g", network.candidateMaxAbsError()),
              number("%.3g", network.tolerance()),
              number("%.3g", network.referenceMaxAbsError()),
              format("%.2f %%", 100 * network.top1Agreement()))
          .verdict(report.equivalent() ? "equivalent" : "not equivalent", report.equivalent());
    }
    return table;
  }

  private static Table weights(List<LayerProof> layers) {
    Table table =
        new Table(
            "layer", "finding", "m", "kernel difference", "bias difference", "bound", "proved");
    for (LayerProof layer : layers) {
      WeightProof weights = layer.weights();
      boolean compared = weights.finding() == Finding.PROVED;
      table
          .row(
              layer.name(),
              weights.finding() == Finding.NOT_REDUCED
                  ? "%d dense inputs tried, not proved: %s"
                      .formatted(layer.denseInputs(), weights.detail())
                  : weights.sentence(),
              compared ? String.valueOf(weights.roundings()) : "–",
              compared ? number("%.3g", weights.kernelDifference()) : "–",
              compared ? number("%.3g", weights.biasDifference()) : "–",
              weights.forEveryInput() ? number("%.2g", layer.everyInputBound()) : "–")
          .verdict(weights.forEveryInput() ? "yes" : "no", weights.forEveryInput());
    }
    return table;
  }

  private static Table layers(List<LevelVerdict> levels) {
    List<String> header = new ArrayList<>(List.of("layer", "in both models", "roundings"));
    levels.forEach(verdict -> header.add(verdict.levelName()));
    header.addAll(List.of("relative bound", "within bound"));
    Table table = new Table(header.toArray(String[]::new));
    Map<String, Map<LevelVerdict, LayerProof>> byName = new LinkedHashMap<>();
    for (LevelVerdict verdict : levels) {
      for (LayerProof layer : verdict.equivalence().layers()) {
        byName.computeIfAbsent(layer.name(), name -> new LinkedHashMap<>()).put(verdict, layer);
      }
    }
    byName.forEach(
        (name, proofs) -> {
          LayerProof any = proofs.values().iterator().next();
          List<String> row =
              new ArrayList<>(
                  List.of(
                      name,
                      any.identical() ? "the same" : "two forms",
                      any.referenceRoundings() + ", " + any.candidateRoundings()));
          for (LevelVerdict verdict : levels) {
            LayerProof layer = proofs.get(verdict);
            row.add(layer == null ? "–" : number("%.3g", layer.worstErrorOverBound()));
          }
          double bound =
              proofs.values().stream().mapToDouble(LayerProof::relativeBound).max().orElse(0);
          row.add(number("%.2g", bound));
          boolean holds = proofs.values().stream().allMatch(LayerProof::keepsBound);
          table.row(row.toArray(String[]::new)).verdict(holds ? "yes" : "no", holds);
        });
    return table;
  }

  private static Table speed(CertifiedSpeed speed) {
    Table table =
        new Table("model", "median ms", "quartiles ms", "speed-up", "confidence interval");
    for (ModelLatency model : speed.report().models()) {
      table.row(
          model.name(),
          format("%.4f", model.medianMs()),
          format("%.4f to %.4f", model.lowerQuartileMs(), model.upperQuartileMs()),
          format("%.2f×", model.speedup()),
          format("%.2f to %.2f", model.speedupLow(), model.speedupHigh()));
    }
    return table;
  }

  private static Table models(Certificate certificate) {
    Table table = new Table("model", "file", "bytes", "SHA-256");
    model(table, CertifiedSpeed.REFERENCE, certificate.reference());
    model(table, CertifiedSpeed.CANDIDATE, certificate.candidate());
    return table;
  }

  private static void model(Table table, String role, CertifiedModel model) {
    table.row(role, model.file(), format("%,d", model.bytes()), model.sha256());
  }

  private static Table inputs(CertifiedInputs inputs) {
    Table table = new Table("what", "value");
    if (!inputs.dataset().isEmpty()) {
      table
          .row("images", format("%d test images of %s", inputs.images(), inputs.dataset()))
          .row("their origin", inputs.origin())
          .row("options of the data set", inputs.options().toString());
    }
    return table
        .row("random inputs", format("%d with seed %d", inputs.random(), inputs.seed()))
        .row("preprocessing", preprocessing(inputs))
        .row("SHA-256 of the tensors", inputs.sha256());
  }

  private static String preprocessing(CertifiedInputs inputs) {
    if (inputs.preprocessing().equals("embedded")) {
      return "in the model, which takes pixels from 0 to 255";
    }
    return inputs.mean().isEmpty()
        ? "none"
        : "pixels scaled to [0, 1], less %s, divided by %s"
            .formatted(inputs.mean(), inputs.standardDeviation());
  }

  private static Table machine(Certificate certificate) {
    CertifiedMachine machine = certificate.machine();
    Table table = new Table("what", "value");
    certificate.levels().forEach(level -> table.row("runtime", level.equivalence().runtime()));
    return table
        .row("runtime of the timed runs", certificate.speed().report().runtime())
        .row("processor", machine.cpu())
        .row("cores", String.valueOf(machine.cores()))
        .row("system", machine.system())
        .row("Java", machine.java())
        .row("Rank1", certificate.productVersion())
        .row("made", certificate.created())
        .row("SHA-256 of the certificate", certificate.sha256());
  }

  private static String number(String pattern, double value) {
    return value == 0 ? "0" : format(pattern, value);
  }

  private static String format(String pattern, Object... arguments) {
    return String.format(Locale.ROOT, pattern, arguments);
  }
}
