package org.rank1.onnx.verdict;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.rank1.filter.FloatTensor;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.proof.WeightProof;
import org.rank1.onnx.runtime.OnnxRuntimeOptions.OptimizationLevel;
import org.rank1.runtime.InferenceRuntime;

/**
 * {@link EquivalenceCheck} at several optimization levels. A level that fuses or reorders computes
 * something else than the graph says, so a verdict at one level says nothing of another.
 */
public final class EquivalenceByLevel {
  private final Map<OptimizationLevel, InferenceRuntime> runtimes;

  /**
   * A check on a runtime at several levels.
   *
   * @param runtimes the same runtime, set to each level
   */
  public EquivalenceByLevel(Map<OptimizationLevel, InferenceRuntime> runtimes) {
    this.runtimes = new EnumMap<>(runtimes);
  }

  /**
   * Compares two models at every level, from the least optimized to the most.
   *
   * @param inputs as {@link EquivalenceCheck#compare(CheckedModel, CheckedModel, List, Consumer)}
   *     takes them
   * @param progress is told about every step of every level
   * @throws org.rank1.io.InvalidInputException as that method throws it
   */
  public List<LevelVerdict> compare(
      CheckedModel reference,
      CheckedModel candidate,
      List<FloatTensor> inputs,
      Consumer<EquivalenceProgress> progress) {
    List<LevelVerdict> verdicts = new ArrayList<>();
    // What the weights say is the same at every level.
    Map<String, WeightProof> known = new HashMap<>();
    runtimes.forEach(
        (level, runtime) -> {
          int before = verdicts.size();
          EquivalenceReport report =
              new EquivalenceCheck(runtime)
                  .compare(
                      reference,
                      candidate,
                      inputs,
                      known,
                      step -> progress.accept(within(step, level, before)));
          verdicts.add(
              new LevelVerdict(
                  level,
                  report,
                  report.equivalent()
                      ? null
                      : new FaultSearch(reference, candidate, inputs, runtime).first(report)));
        });
    return verdicts;
  }

  private EquivalenceProgress within(EquivalenceProgress step, OptimizationLevel level, int done) {
    return new EquivalenceProgress(
        step.step() + " (level " + level.name().toLowerCase(Locale.ROOT) + ")",
        done * step.total() + step.done(),
        runtimes.size() * step.total());
  }
}
