package org.rank1.experiments.validate;

import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.rank1.io.InvalidInputException;
import org.rank1.onnx.runtime.OnnxRuntimeOptions.OptimizationLevel;
import org.rank1.plugin.IllegalOptionException;
import org.rank1.plugin.Parts;
import org.rank1.runtime.InferenceRuntime;

/** Runtimes by name and options, ours and those of plugins alike. */
public final class Runtimes {
  private static final String THREADS = "threads";
  private static final String LEVEL = "optimizationLevel";

  private final Parts parts;

  /** Takes the parts of all plugins. */
  @Inject
  public Runtimes(Parts parts) {
    this.parts = parts;
  }

  /**
   * A runtime.
   *
   * @param threads that compute one run
   * @throws InvalidInputException if there is no such runtime or option, or threads are asked for
   *     that it cannot have
   */
  public InferenceRuntime create(RuntimeChoice choice, int threads) {
    Map<String, String> options = new TreeMap<>(choice.options());
    if (takes(choice, THREADS)) {
      options.putIfAbsent(THREADS, Integer.toString(threads));
    } else if (threads != 1) {
      throw new IllegalOptionException(
          Runtimes.class,
          THREADS,
          threads,
          "left out: the runtime \"%s\" has no such option".formatted(choice.name()));
    }
    return create(choice.name(), options);
  }

  /**
   * The same runtime at each of its optimization levels, on one thread.
   *
   * @throws InvalidInputException if it has none
   */
  public Map<OptimizationLevel, InferenceRuntime> byLevel(RuntimeChoice choice) {
    if (!takes(choice, LEVEL)) {
      throw new InvalidInputException(
          "The runtime \"%s\" has no optimization levels to check.".formatted(choice.name()));
    }
    Map<OptimizationLevel, InferenceRuntime> runtimes = new EnumMap<>(OptimizationLevel.class);
    for (OptimizationLevel level : OptimizationLevel.values()) {
      Map<String, String> options = new TreeMap<>(choice.options());
      options.put(THREADS, "1");
      options.put(LEVEL, level.name().toLowerCase(Locale.ROOT));
      runtimes.put(level, create(choice.name(), options));
    }
    return runtimes;
  }

  private InferenceRuntime create(String name, Map<String, String> options) {
    return parts.create(InferenceRuntime.class, "runtime", name, options);
  }

  private boolean takes(RuntimeChoice choice, String option) {
    return Arrays.stream(
            parts
                .factory(InferenceRuntime.class, choice.name(), "runtime", "--runtime")
                .optionsType()
                .getRecordComponents())
        .anyMatch(component -> component.getName().equals(option));
  }
}
