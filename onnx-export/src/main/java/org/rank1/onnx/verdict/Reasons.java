package org.rank1.onnx.verdict;

import java.util.Locale;
import org.rank1.onnx.proof.WeightProof;

/** Why two models are not equivalent, in one sentence. */
final class Reasons {
  private Reasons() {}

  static String of(LayerProof layer, LayerProofs.Mismatch mismatch) {
    if (layer.name().equals(mismatch.name())) {
      return "layer \"%s\" has shape %s in the reference and %s in the candidate."
          .formatted(layer.name(), mismatch.reference(), mismatch.candidate());
    }
    if (layer.weights().finding() == WeightProof.Finding.DIFFERENT) {
      return "by their weights the two forms of layer \"%s\" are different functions, %s times what rounding explains: %s."
          .formatted(layer.name(), times(layer.weights().worst()), layer.weights().detail());
    }
    if (layer.candidateErrorOverBound() > 1) {
      return "layer \"%s\" of the candidate lies up to %s rounding error bounds away from its own exact value on the same input."
          .formatted(layer.name(), times(layer.candidateErrorOverBound()));
    }
    return "the two forms of layer \"%s\" differ by up to %s rounding error bounds on the same input."
        .formatted(layer.name(), times(layer.referenceErrorOverBound()));
  }

  static String of(NetworkMeasurement measured) {
    if (!(measured.candidateMaxAbsError() <= measured.tolerance())) {
      return "output \"%s\" of the candidate has an error of %s, the tolerance is %s."
          .formatted(
              measured.output(),
              number(measured.candidateMaxAbsError()),
              number(measured.tolerance()));
    }
    return "output \"%s\" has another top-1 for %d images although the exact margin is clear."
        .formatted(measured.output(), measured.top1Violations());
  }

  private static String times(double ratio) {
    return Double.isInfinite(ratio) ? "infinitely many" : number(ratio);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3g", value);
  }
}
