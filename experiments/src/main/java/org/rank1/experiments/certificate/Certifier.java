package org.rank1.experiments.certificate;

import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.rank1.experiments.validate.TrialInputs;
import org.rank1.experiments.validate.Verdicts;
import org.rank1.io.InvalidInputException;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.verdict.EquivalenceProgress;

/** Makes certificates. */
public final class Certifier {
  private final CertifiedRun run;

  /** Takes what validates models. */
  @Inject
  public Certifier(TrialInputs inputs, Verdicts verdicts) {
    run = new CertifiedRun(inputs, verdicts);
  }

  /**
   * Validates two models and writes {@code certificate.json} and {@code certificate.html}, or, if
   * anything fails, nothing.
   *
   * @param reference the judge of what is right
   * @param candidate the other form
   * @param settings how to validate
   * @param folder receives the certificate; it may exist, but must not hold one of other models
   * @param note told where the inputs come from
   * @param progress told about every step
   * @throws InvalidInputException if the folder is taken, or a model or setting cannot be used
   */
  public Certificate certify(
      Path reference,
      Path candidate,
      CertificateSettings settings,
      CertificateFolder folder,
      Consumer<String> note,
      Consumer<EquivalenceProgress> progress) {
    ModelFile judge = ModelFile.read(reference);
    ModelFile other = ModelFile.read(candidate);
    CertifiedModel ours = certified(judge, folder);
    CertifiedModel theirs = certified(other, folder);
    folder.requireFreeFor(ours, theirs);
    CheckedModel judged = judge.checked();
    CheckedModel compared = other.checked();
    requireFloats(judge, judged);
    requireFloats(other, compared);
    Certificate certificate = run.of(ours, judged, theirs, compared, settings, note, progress);
    // Another run may have finished first.
    folder.requireFreeFor(ours, theirs);
    folder.write(certificate);
    return certificate;
  }

  private static void requireFloats(ModelFile file, CheckedModel model) {
    if (Verdicts.approximates(model, model)) {
      throw new InvalidInputException(
          "\"%s\" is quantized: --report certifies equivalence, and an approximation has none; leave it out."
              .formatted(file.file()));
    }
  }

  private static CertifiedModel certified(ModelFile model, CertificateFolder folder) {
    return new CertifiedModel(
        String.valueOf(model.file().getFileName()),
        folder.below(model.file()),
        model.sha256(),
        model.size());
  }
}
