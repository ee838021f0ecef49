package org.rank1.experiments.certificate;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.rank1.experiments.validate.PreparedInputs;
import org.rank1.experiments.validate.TrialInputs;
import org.rank1.experiments.validate.Verdicts;
import org.rank1.filter.FloatTensor;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.verdict.EquivalenceProgress;
import org.rank1.onnx.verdict.LatencyOptions;
import org.rank1.onnx.verdict.LevelVerdict;
import org.rank1.provenance.ProductVersion;

/** The one way in which a certificate comes about, for the first time and when it is repeated. */
final class CertifiedRun {
  private final TrialInputs trials;
  private final Verdicts verdicts;

  CertifiedRun(TrialInputs trials, Verdicts verdicts) {
    this.trials = trials;
    this.verdicts = verdicts;
  }

  Certificate of(
      CertifiedModel reference,
      CheckedModel judge,
      CertifiedModel candidate,
      CheckedModel other,
      CertificateSettings settings,
      Consumer<String> note,
      Consumer<EquivalenceProgress> progress) {
    PreparedInputs inputs = trials.prepare(judge, settings.inputs(), note);
    List<LevelVerdict> levels =
        verdicts.equivalenceByLevel(judge, other, inputs.tensors(), progress);
    Certificate certificate =
        new Certificate(
            Certificate.FORMAT,
            Certificate.VERSION,
            ProductVersion.current(),
            Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
            reference,
            candidate,
            CertifiedInputs.of(inputs),
            levels.stream().allMatch(verdict -> verdict.equivalence().equivalent()),
            levels,
            speed(judge, other, settings),
            CertifiedMachine.current(),
            "");
    return certificate.withSha256(CertificateJson.contentHash(certificate));
  }

  private CertifiedSpeed speed(
      CheckedModel judge, CheckedModel other, CertificateSettings settings) {
    FloatTensor input = TrialInputs.timing(judge, other);
    Map<String, CheckedModel> models = new LinkedHashMap<>();
    models.put(CertifiedSpeed.REFERENCE, judge);
    models.put(CertifiedSpeed.CANDIDATE, other);
    LatencyOptions options = settings.latency();
    return new CertifiedSpeed(
        settings.threads(),
        options.seconds(),
        options.warmUpSeconds(),
        options.confidence(),
        options.seed(),
        Hashes.of(List.of(input)),
        verdicts.latency(models, input, settings.threads(), options));
  }
}
