package org.rank1.onnx.verdict;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.rank1.onnx.runtime.OnnxRuntimeOptions.OptimizationLevel;

/**
 * The equivalence of two models at one optimization level of the runtime.
 *
 * @param level the level
 * @param equivalence the verdict and its evidence
 * @param firstFault where the models part, or null if they are equivalent
 */
public record LevelVerdict(
    OptimizationLevel level, EquivalenceReport equivalence, @Nullable FirstFault firstFault) {

  /** The level as options spell it, for example {@code all}. */
  public String levelName() {
    return level.name().toLowerCase(Locale.ROOT);
  }
}
