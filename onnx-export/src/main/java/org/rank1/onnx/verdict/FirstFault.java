package org.rank1.onnx.verdict;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.rank1.onnx.proof.WeightProof;

/**
 * Where two models part that are not equivalent.
 *
 * @param layer the first layer in topological order that leaves its bound, which is the name of its
 *     output in both models; null if none could be named
 * @param search how it was found
 * @param error its largest error: in rounding error bounds for {@link Search#WEIGHTS} and {@link
 *     Search#LAYER_BY_LAYER}, otherwise in the unit of the layer's output
 * @param bound what the error may be: 1, or the tolerance of {@link NetworkMeasurement} applied to
 *     the layer's output
 */
public record FirstFault(@Nullable String layer, Search search, double error, double bound) {

  /** How a layer was found. */
  public enum Search {
    /** The weights of both forms of each layer were compared: they are different functions. */
    WEIGHTS,
    /** Both forms of each layer ran on equal inputs, the reference's inner values. */
    LAYER_BY_LAYER,
    /**
     * Every layer holds on its own. Both whole models returned all inner values that they share,
     * which were held against the evaluation in double precision.
     */
    ALL_INNER_VALUES,
    /**
     * Every layer holds on its own, and the fault vanished when the models returned all inner
     * values: a returned value cannot be fused away. So each was returned alone.
     */
    ONE_INNER_VALUE,
    /**
     * Every layer holds on its own, and the fault vanished however inner values were returned:
     * error and bound are those of the output of the models as they are deployed.
     */
    VANISHED
  }

  static FirstFault of(LayerProof layer) {
    if (layer.weights().finding() == WeightProof.Finding.DIFFERENT) {
      return new FirstFault(layer.name(), Search.WEIGHTS, layer.weights().worst(), 1);
    }
    return new FirstFault(layer.name(), Search.LAYER_BY_LAYER, layer.worstErrorOverBound(), 1);
  }

  static FirstFault of(NetworkMeasurement value, Search search) {
    return new FirstFault(
        search == Search.VANISHED ? null : value.output(),
        search,
        value.candidateMaxAbsError(),
        value.tolerance());
  }

  /** Where and how, for people. */
  public String sentence() {
    return switch (search) {
      case WEIGHTS ->
          format(
              "The first layer that is another function is \"%s\": composed from their weights, its two forms differ by %.3g times what rounding explains.",
              layer, error);
      case LAYER_BY_LAYER ->
          format(
              "The first layer that leaves its bound is \"%s\": on equal inputs, the reference's inner values, its error is %.3g rounding error bounds.",
              layer, error);
      case ALL_INNER_VALUES ->
          format(
              "Every layer keeps its bound on its own; in the whole network \"%s\" is the first that leaves its tolerance, with an error of %.3g above %.3g.",
              layer, error, bound);
      case ONE_INNER_VALUE ->
          format(
              "Every layer keeps its bound on its own; in the whole network \"%s\" is the first that leaves its tolerance, with an error of %.3g above %.3g, but only while the values before it are not returned. The likely cause is how the runtime fuses these layers.",
              layer, error, bound);
      case VANISHED ->
          format(
              "Every layer keeps its bound on its own, and no layer can be named: the output's error of %.3g above %.3g vanishes as soon as inner values are returned. The likely cause is how the runtime fuses layers.",
              error, bound);
    };
  }

  private static String format(String pattern, @Nullable Object... arguments) {
    return String.format(Locale.ROOT, pattern, arguments);
  }
}
