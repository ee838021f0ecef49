package org.rank1.experiments.certificate;

import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.rank1.experiments.certificate.ComparedLatency.Interval;
import org.rank1.experiments.validate.TrialInputs;
import org.rank1.experiments.validate.Verdicts;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.verdict.EquivalenceProgress;

/** Repeats certificates. */
public final class Verifier {
  private final CertifiedRun run;

  /** Takes what validates models. */
  @Inject
  public Verifier(TrialInputs inputs, Verdicts verdicts) {
    run = new CertifiedRun(inputs, verdicts);
  }

  /**
   * Reads a certificate, makes its inputs again, repeats every level and the latency with the
   * recorded settings, and compares.
   *
   * @param file a {@code certificate.json}
   * @param settings where models and images are
   * @param note told where the inputs come from
   * @param progress told about every step
   * @throws org.rank1.io.InvalidInputException if the file is no certificate, or a model or the
   *     images are not to be found
   */
  public Reproduction verify(
      Path file,
      VerificationSettings settings,
      Consumer<String> note,
      Consumer<EquivalenceProgress> progress) {
    Certificate recorded = CertificateFolder.read(file);
    ModelSearch search = new ModelSearch(file, settings.models());
    ModelFile reference = search.find(recorded.reference());
    ModelFile candidate = search.find(recorded.candidate());
    Compared content =
        new Compared(
            "certificate",
            "SHA-256 of the content",
            recorded.sha256(),
            CertificateJson.contentHash(recorded),
            Noise.NONE);
    List<Compared> models = new ArrayList<>(List.of(content));
    models.add(hash("reference", recorded.reference(), reference));
    models.add(hash("candidate", recorded.candidate(), candidate));
    if (!models.get(1).same() || !models.get(2).same()) {
      return Reproduction.ofOtherModels(models);
    }
    CheckedModel judge = reference.checked();
    Certificate repeated =
        run.of(
            actual(recorded.reference(), reference),
            judge,
            actual(recorded.candidate(), candidate),
            candidate.checked(),
            new CertificateSettings(
                recorded.inputs().settings(settings.data()),
                recorded.speed().threads(),
                recorded.speed().options()),
            note,
            progress);
    List<Compared> facts = new ArrayList<>(List.of(content));
    facts.addAll(Statements.compare(Statements.facts(recorded), Statements.facts(repeated)));
    return Reproduction.of(
        facts,
        Statements.compare(Statements.figures(recorded), Statements.figures(repeated)),
        Statements.compare(Statements.surroundings(recorded), Statements.surroundings(repeated)),
        latencies(recorded.speed(), repeated.speed()));
  }

  private static Compared hash(String role, CertifiedModel recorded, ModelFile found) {
    return new Compared(role, "SHA-256", recorded.sha256(), found.sha256(), Noise.NONE);
  }

  private static CertifiedModel actual(CertifiedModel recorded, ModelFile found) {
    return new CertifiedModel(recorded.file(), recorded.path(), found.sha256(), found.size());
  }

  private static List<ComparedLatency> latencies(CertifiedSpeed recorded, CertifiedSpeed repeated) {
    return List.of(
        new ComparedLatency(
            CertifiedSpeed.REFERENCE,
            "ms",
            Interval.ofTime(recorded.reference()),
            Interval.ofTime(repeated.reference())),
        new ComparedLatency(
            CertifiedSpeed.CANDIDATE,
            "ms",
            Interval.ofTime(recorded.candidate()),
            Interval.ofTime(repeated.candidate())),
        new ComparedLatency(
            ComparedLatency.SPEED_UP,
            "×",
            Interval.ofSpeedup(recorded.candidate()),
            Interval.ofSpeedup(repeated.candidate())));
  }
}
