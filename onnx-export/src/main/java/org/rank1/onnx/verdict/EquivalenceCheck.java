package org.rank1.onnx.verdict;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.rank1.filter.FloatTensor;
import org.rank1.io.InvalidInputException;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.model.ModelSignature;
import org.rank1.onnx.proof.WeightProof;
import org.rank1.onnx.reference.Evaluation;
import org.rank1.runtime.InferenceRuntime;
import org.rank1.runtime.InferenceSession;

/**
 * Do two models compute the same function, up to rounding?
 *
 * <pre>{@code
 * var check = new EquivalenceCheck(new OnnxRuntimeCpu(new OnnxRuntimeOptions()));
 * EquivalenceReport report = check.compare(composed, split, images);
 * }</pre>
 *
 * <p>Three pieces of evidence, never one in place of another:
 *
 * <ul>
 *   <li><em>Proof by weights, per layer, for every input.</em> For every value that bears the same
 *       name in both models, the parts that compute it from the nearest shared values upstream are
 *       reduced to one convolution each, and these are compared; see {@link
 *       org.rank1.onnx.proof.SegmentProof}.
 *   <li><em>Runs, per layer.</em> The runtime may not compute what the file says. So the same parts
 *       run on it with the same 32-bit inputs, taken from the reference. Each element of each
 *       result must lie within {@code γ_n·A} of the exact value, {@code n} the roundings on the
 *       deepest path and {@code A} the sum of the magnitudes of all terms; see {@link LayerProof}.
 *   <li><em>Measurement, whole network.</em> Bounds propagated through a network are vacuous, so
 *       both models are measured against an evaluation in double precision; see {@link
 *       NetworkMeasurement}.
 * </ul>
 *
 * A part that is no single convolution is also run on random inputs without zeros, fed to it
 * directly: it is tried, not proved. A model made elsewhere may share few names or none. Then the
 * parts are long and their bounds wide: a bound that is exceeded still disproves, one that is kept
 * says little. {@link EquivalenceReport#evidence} says how far the proof reaches.
 */
public final class EquivalenceCheck {
  /** Floats of shared values held at once, 64 MiB; images per batch follow from it. */
  private static final long VALUES_AT_ONCE = 1L << 24;

  private static final int MAX_BATCH = 64;

  private final InferenceRuntime runtime;

  /** A check on a runtime. */
  public EquivalenceCheck(InferenceRuntime runtime) {
    this.runtime = runtime;
  }

  /** {@link #compare(CheckedModel, CheckedModel, List, Consumer)} without telling how far it is. */
  public EquivalenceReport compare(
      CheckedModel reference, CheckedModel candidate, List<FloatTensor> inputs) {
    return compare(reference, candidate, inputs, progress -> {});
  }

  /**
   * Compares two models.
   *
   * @param reference the composed model, judge of what is exact in the whole network
   * @param candidate the other form; its input and outputs are matched by position
   * @param inputs images, each tensor {@code [n, ...]}; regrouped into the batch the models want
   * @param progress is told about every step
   * @throws InvalidInputException if the models differ in the shape of their input or outputs, an
   *     input does not fit, or a model holds an operator that cannot be evaluated
   */
  public EquivalenceReport compare(
      CheckedModel reference,
      CheckedModel candidate,
      List<FloatTensor> inputs,
      Consumer<EquivalenceProgress> progress) {
    return compare(reference, candidate, inputs, new HashMap<>(), progress);
  }

  /**
   * Compares two models whose weights may have been compared already.
   *
   * @param known what their weights say, by the names of layers; what is not there is added
   */
  EquivalenceReport compare(
      CheckedModel reference,
      CheckedModel candidate,
      List<FloatTensor> inputs,
      Map<String, WeightProof> known,
      Consumer<EquivalenceProgress> progress) {
    ComparedModel ours = ComparedModel.reference(reference);
    ComparedModel theirs = ComparedModel.candidate(candidate, ours.signature());
    ImageBatches images = new ImageBatches(inputs, ours.signature());
    Set<String> shared = LayerProofs.shared(ours, theirs);
    int fixed = Math.max(ours.signature().batch(), theirs.signature().batch());
    String input = ours.signature().input();
    try (InferenceSession probe = LayerProofs.probe(ours, shared, runtime)) {
      int batchSize = fixed == ModelSignature.ANY ? batchSize(probe, images, input) : fixed;
      NamedValues first = NamedValues.of(input, images.batch(0, batchSize));
      NamedValues values = first.plus(first.through(probe));
      NamedValues candidateValues = first.plus(probed(theirs, first, shared));
      for (String output : ours.signature().outputs()) {
        requireSameShape(output, values.get(output), candidateValues.get(output));
      }
      try (LayerProofs proofs =
              LayerProofs.open(
                  ours,
                  theirs,
                  values,
                  candidateValues,
                  fixed == ModelSignature.ANY,
                  known,
                  runtime);
          NetworkMeasurements measurements = new NetworkMeasurements(ours, theirs, runtime)) {
        Steps steps = new Steps(progress, images.count(), batchSize, proofs.size() + 1);
        for (int from = 0; from < images.count(); from += batchSize) {
          int left = Math.min(batchSize, images.count() - from);
          NamedValues fed =
              NamedValues.of(
                  input, images.batch(from, fixed == ModelSignature.ANY ? left : batchSize));
          Evaluation exact = measurements.add(fed, left);
          steps.done("whole network");
          NamedValues held = from == 0 ? values : fed.plus(fed.through(probe));
          proofs.check(held, exact.roundings(), steps::done);
        }
        return judge(proofs, measurements.worst(), images.count());
      }
    }
  }

  private NamedValues probed(ComparedModel model, NamedValues fed, Set<String> shared) {
    try (InferenceSession session = LayerProofs.probe(model, shared, runtime)) {
      return fed.through(session);
    }
  }

  private static int batchSize(InferenceSession probe, ImageBatches images, String input) {
    long perImage =
        NamedValues.of(input, images.batch(0, 1)).through(probe).map().values().stream()
            .mapToLong(FloatTensor::size)
            .sum();
    long fitting = Math.max(1, VALUES_AT_ONCE / Math.max(1, perImage));
    return (int) Math.min(Math.min(fitting, MAX_BATCH), images.count());
  }

  static void requireSameShape(String output, FloatTensor one, FloatTensor other) {
    if (!one.shape().equals(other.shape())) {
      throw new InvalidInputException(
          "Output \"%s\" has shape %s in the reference model and %s in the candidate; they must be the same."
              .formatted(output, one.shape(), other.shape()));
    }
  }

  private EquivalenceReport judge(LayerProofs proofs, NetworkMeasurement measurement, int inputs) {
    List<LayerProof> layers = proofs.proofs();
    String reason =
        layers.stream()
            .filter(layer -> !layer.holds())
            .findFirst()
            .map(layer -> Reasons.of(layer, proofs.mismatch()))
            .orElse(measurement.holds() ? null : Reasons.of(measurement));
    int linear = proofs.linearLayers();
    int proved = proofs.linearLayersProved();
    Evidence evidence =
        proved == linear
            ? Evidence.PROOF_AND_MEASUREMENT
            : proved > 0 ? Evidence.PARTIAL_PROOF_AND_MEASUREMENT : Evidence.MEASUREMENT_ONLY;
    return new EquivalenceReport(
        reason == null,
        evidence,
        layers,
        linear,
        proved,
        measurement,
        inputs,
        runtime.description(),
        reason);
  }

  /** Counts steps over all batches. */
  private static final class Steps {
    private final Consumer<EquivalenceProgress> progress;
    private final int total;
    private int done;

    Steps(Consumer<EquivalenceProgress> progress, int images, int batchSize, int perBatch) {
      this.progress = progress;
      this.total = (images + batchSize - 1) / batchSize * perBatch;
    }

    void done(String step) {
      done++;
      progress.accept(new EquivalenceProgress(step, done, total));
    }
  }
}
