package org.rank1;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.rank1.experiments.validate.InputSettings;
import org.rank1.experiments.validate.TrialInputs;
import org.rank1.experiments.validate.Verdicts;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.verdict.ApproximationReport;
import org.rank1.onnx.verdict.EquivalenceProgress;
import org.rank1.onnx.verdict.EquivalenceReport;
import org.rank1.onnx.verdict.LatencyOptions;
import org.rank1.onnx.verdict.LatencyReport;

/** Holds a model against another one, on a runtime; {@link Models#compare} gives it. */
public final class Comparison {
  private final TrialInputs inputs;
  private final Verdicts verdicts;
  private final CheckedModel reference;
  private final CheckedModel candidate;

  Comparison(
      TrialInputs inputs, Verdicts verdicts, CheckedModel reference, CheckedModel candidate) {
    this.inputs = inputs;
    this.verdicts = verdicts;
    this.reference = reference;
    this.candidate = candidate;
  }

  /** Whether one of both computes in fewer bits, so that at best one approximates the other. */
  public boolean approximates() {
    return Verdicts.approximates(reference, candidate);
  }

  /**
   * Whether the candidate computes what the reference computes.
   *
   * <pre>{@code
   * EquivalenceReport same = comparison.equivalence(few, lines::add, progress -> {});
   * }</pre>
   *
   * @param note told where the inputs come from
   * @throws org.rank1.io.InvalidInputException if only one of them takes raw pixels, or one is
   *     quantized
   */
  public EquivalenceReport equivalence(
      InputSettings settings, Consumer<String> note, Consumer<EquivalenceProgress> progress) {
    return verdicts.equivalence(
        reference, candidate, inputs.inputs(reference, settings, note), progress);
  }

  /**
   * How closely the candidate follows the reference.
   *
   * <pre>{@code
   * ApproximationReport near = comparison.approximation(some, lines::add);
   * }</pre>
   *
   * @param note told where the inputs come from
   * @throws org.rank1.io.InvalidInputException if only one of them takes raw pixels, or they differ
   *     in shape
   */
  public ApproximationReport approximation(InputSettings settings, Consumer<String> note) {
    return verdicts.approximation(reference, candidate, settings, note);
  }

  /**
   * How fast both are, measured interleaved; they are called {@code reference} and {@code
   * candidate}.
   *
   * <pre>{@code
   * double times = comparison.latency(1, brief).model("candidate").speedup();
   * }</pre>
   *
   * @param threads of each run
   */
  public LatencyReport latency(int threads, LatencyOptions options) {
    Map<String, CheckedModel> models = new LinkedHashMap<>();
    models.put("reference", reference);
    models.put("candidate", candidate);
    return verdicts.latency(models, TrialInputs.timing(reference, candidate), threads, options);
  }
}
