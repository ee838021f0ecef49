package org.rank1.examples;

import java.nio.file.Path;
import java.util.Optional;
import org.rank1.Rank1;
import org.rank1.experiments.validate.InputSettings;
import org.rank1.onnx.verdict.EquivalenceReport;
import org.rank1.onnx.verdict.LatencyOptions;
import org.rank1.onnx.verdict.LatencyReport;

/**
 * Proves that two exported forms compute the same, and times them: {@code ExportAndValidate
 * runs/mine/composed.onnx runs/mine/split.onnx}.
 */
public final class ExportAndValidate {
  private ExportAndValidate() {}

  /**
   * Prints both verdicts, which are never mixed.
   *
   * @param arguments the composed and the split model
   */
  public static void main(String... arguments) {
    Path composed = Path.of(arguments[0]);
    Path split = Path.of(arguments[1]);
    Rank1 rank1 = Rank1.create();

    // Images of the data set that the model names in its metadata, and random inputs.
    InputSettings inputs = new InputSettings("", Optional.empty(), 16, 4);
    EquivalenceReport verdict = rank1.validate(composed, split, inputs);
    System.out.printf(
        "%s: error at most %.3f of its bound%n",
        verdict.equivalent() ? "equivalent" : "not equivalent", verdict.worstErrorOverBound());

    LatencyReport speed = rank1.latency(1, new LatencyOptions(0.5, 0.1, 0.95, 0), composed, split);
    System.out.printf("%.2f times as fast%n", speed.model(split.toString()).speedup());
  }
}
