package org.rank1.onnx.inspect;

import java.util.Optional;
import org.rank1.filter.FloatTensor;

/**
 * A convolution as it stands in a model.
 *
 * @param name the node's name, or that of its output where it has none
 * @param input the value it reads
 * @param output the value it gives: the feature maps before the activation
 * @param activated the feature maps after the activation, where one follows, possibly after batch
 *     normalization or the addition of a shortcut
 * @param groups channel groups
 * @param kernel {@code [O, C/groups, k...]}
 * @param bias {@code [O]}, where there is one
 */
public record ConvolutionNode(
    String name,
    String input,
    String output,
    Optional<String> activated,
    int groups,
    FloatTensor kernel,
    Optional<FloatTensor> bias) {

  /** O, the number of filters. */
  public int filters() {
    return kernel.shape().get(0);
  }

  /** C / groups, the channels one filter sees. */
  public int channelsPerGroup() {
    return kernel.shape().get(1);
  }

  /** The first of the channels that a filter sees. */
  public int firstChannel(int filter) {
    return filter / (filters() / groups) * channelsPerGroup();
  }
}
