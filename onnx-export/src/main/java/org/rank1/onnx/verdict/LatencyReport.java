package org.rank1.onnx.verdict;

import java.util.List;
import org.rank1.io.NearMisses;

/**
 * How fast several models are, measured side by side.
 *
 * @param runtime what ran them
 * @param threads threads per run
 * @param batch images per run
 * @param rounds rounds; every model ran one block in each
 * @param confidence level of the intervals
 * @param models the latencies, the baseline first
 */
public record LatencyReport(
    String runtime,
    int threads,
    int batch,
    int rounds,
    double confidence,
    List<ModelLatency> models) {

  /** Copies. */
  public LatencyReport {
    models = List.copyOf(models);
  }

  /** What the others are compared with. */
  public ModelLatency baseline() {
    return models.get(0);
  }

  /**
   * The latency of a model.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public ModelLatency model(String name) {
    return models.stream()
        .filter(model -> model.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    NearMisses.unknown(
                        "model",
                        name,
                        "the latency report",
                        models.stream().map(ModelLatency::name).toList())));
  }
}
