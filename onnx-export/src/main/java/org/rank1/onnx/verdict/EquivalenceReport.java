package org.rank1.onnx.verdict;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.rank1.onnx.proof.WeightProof;

/**
 * The verdict whether two models compute the same function up to rounding, with both kinds of
 * evidence side by side.
 *
 * @param equivalent the weights of no layer differ, no layer that ran exceeds its bound, and the
 *     measurement of the whole network holds
 * @param evidence what the verdict rests on
 * @param layers every value both models share, in topological order; the last ones are the outputs
 * @param linearLayers convolutions and matrix products of the reference
 * @param linearLayersProved those among them that lie in a layer proved by its weights, for every
 *     input
 * @param measurement the whole network
 * @param inputs how many images were compared
 * @param runtime what ran the models
 * @param reason why not equivalent, in one sentence, or null
 */
public record EquivalenceReport(
    boolean equivalent,
    Evidence evidence,
    List<LayerProof> layers,
    int linearLayers,
    int linearLayersProved,
    NetworkMeasurement measurement,
    int inputs,
    String runtime,
    @Nullable String reason) {

  /** Copies. */
  public EquivalenceReport {
    layers = List.copyOf(layers);
  }

  /** The largest error of a layer, in its rounding error bounds; at most 1 if all hold. */
  public double worstErrorOverBound() {
    return layers.stream().mapToDouble(LayerProof::worstErrorOverBound).max().orElse(0);
  }

  /** The largest error of the candidate's output. */
  public double maxAbsError() {
    return measurement.candidateMaxAbsError();
  }

  /** What that error may be. */
  public double tolerance() {
    return measurement.tolerance();
  }

  /** Share of the images for which both models choose the same class. */
  public double top1Agreement() {
    return measurement.top1Agreement();
  }

  /** Why the first layer that is not proved is not. */
  private String unproved() {
    return layers.stream()
        .filter(layer -> layer.weights().finding() == WeightProof.Finding.NOT_REDUCED)
        .findFirst()
        .map(
            layer ->
                ": layer \"%s\" is no single convolution (%s)"
                    .formatted(layer.name(), layer.weights().detail()))
        .orElse("");
  }

  /** The verdict and what it rests on, in one sentence. */
  public String summary() {
    if (reason != null) {
      return "Not equivalent: " + reason;
    }
    return switch (evidence) {
      case PROOF_AND_MEASUREMENT ->
          String.format(
              Locale.ROOT,
              "Equivalent: proved for all %d linear layers by their weights, for every input; run and measured on %d images.",
              linearLayers,
              inputs);
      case PARTIAL_PROOF_AND_MEASUREMENT ->
          String.format(
              Locale.ROOT,
              "Equivalent: proved for %d of %d linear layers by their weights, for every input; the rest only tried and measured on %d images.",
              linearLayersProved,
              linearLayers,
              inputs);
      case MEASUREMENT_ONLY ->
          String.format(
              Locale.ROOT,
              "Equivalent as far as tried and measured on %d images; nothing is proved for every input%s.",
              inputs,
              unproved());
    };
  }
}
