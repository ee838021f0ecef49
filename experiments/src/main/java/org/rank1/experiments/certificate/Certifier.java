package org.rank1.experiments.certificate;

import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.rank1.experiments.validate.Validation;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.verdict.EquivalenceProgress;

/** Makes certificates. */
public final class Certifier {
  private final CertifiedRun run;

  /** With what validates models. */
  @Inject
  public Certifier(Validation validation) {
    run = new CertifiedRun(validation);
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
   * @throws org.rank1.io.InvalidInputException if the folder is taken, or a model or setting cannot
   *     be used
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
    Certificate certificate =
        run.of(ours, judged, theirs, other.checked(), settings, note, progress);
    folder.write(certificate);
    return certificate;
  }

  private static CertifiedModel certified(ModelFile model, CertificateFolder folder) {
    return new CertifiedModel(
        String.valueOf(model.file().getFileName()),
        folder.below(model.file()),
        model.sha256(),
        model.size());
  }
}
