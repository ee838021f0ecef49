package org.rank1.architecture;

import org.rank1.filter.FilterForm;
import org.rank1.network.FeatureShape;
import org.rank1.network.NetworkSpec;

/** Gives a network for a task: the socket {@code Architecture}. */
@FunctionalInterface
public interface Architecture {

  /**
   * The network.
   *
   * @param input shape of one image
   * @param classes number of outputs
   * @param form the form of every convolution; layers may be given another one afterwards
   * @throws IllegalArgumentException if the input is too small, naming the layer
   */
  NetworkSpec build(FeatureShape input, int classes, FilterForm form);

  /**
   * The network, if it has as many outputs as there are classes.
   *
   * @throws IllegalArgumentException as {@link #build} does, or saying what the network ends in
   */
  default NetworkSpec buildFor(FeatureShape input, int classes, FilterForm form) {
    NetworkSpec network = build(input, classes, form);
    FeatureShape output = network.outputShape();
    if (output.channels() != classes || !output.spatial().isEmpty()) {
      throw new IllegalArgumentException(
          "network \"%s\" ends in %s, but there are %d classes"
              .formatted(network.name(), output, classes));
    }
    return network;
  }
}
