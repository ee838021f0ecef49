package org.rank1.experiments.analyze;

import java.util.List;

/**
 * What was found about a model.
 *
 * @param model the run's folder or the model's file
 * @param layers its convolutions, in order
 * @param leftOut one sentence for each convolution that could not be looked at
 */
public record ModelAnalysis(String model, List<LayerAnalysis> layers, List<String> leftOut) {
  /** Copies. */
  public ModelAnalysis {
    layers = List.copyOf(layers);
    leftOut = List.copyOf(leftOut);
  }
}
