package org.rank1.onnx.verdict;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How closely a model approximates another one of which it is a real change, such as the quantized
 * one of the one it was made from. This is no equivalence: only the one who asks can say which
 * differences matter.
 *
 * @param inputs how many inputs were compared
 * @param relativeError {@code ‖y' − y‖ / ‖y‖} over all outputs of all inputs
 * @param maxAbsError the largest difference of an output
 * @param maxAbsOutput the largest magnitude of an output of the reference
 * @param top1Agreement share of the inputs for which both choose the same class
 * @param accuracy how often each is right, or null where no classes are known
 * @param runtime what ran the models
 */
public record ApproximationReport(
    int inputs,
    double relativeError,
    double maxAbsError,
    double maxAbsOutput,
    double top1Agreement,
    @Nullable Accuracy accuracy,
    String runtime) {

  /**
   * Shares of images taken for what they are, in [0, 1].
   *
   * @param images how many
   * @param reference of the model that is approximated
   * @param candidate of the approximation
   */
  public record Accuracy(int images, double reference, double candidate) {}

  /** The figures in one sentence. */
  public String summary() {
    String sentence =
        String.format(
            Locale.ROOT,
            "outputs differ by %.2f %% (relative, all together), by at most %.3g (largest output"
                + " %.3g); same top class on %.2f %% of %d inputs",
            100 * relativeError,
            maxAbsError,
            maxAbsOutput,
            100 * top1Agreement,
            inputs);
    return accuracy == null
        ? sentence + "."
        : sentence
            + String.format(
                Locale.ROOT,
                "; accuracy %.2f %%, the reference's is %.2f %%.",
                100 * accuracy.candidate(),
                100 * accuracy.reference());
  }
}
