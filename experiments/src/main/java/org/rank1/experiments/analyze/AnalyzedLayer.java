package org.rank1.experiments.analyze;

import org.rank1.filter.FloatTensor;
import org.rank1.onnx.inspect.ConvolutionNode;

/**
 * A convolution to look at.
 *
 * @param name the layer's name, in a run the one that it was trained under
 * @param form of which factors its kernel is made, as far as is known, otherwise empty
 * @param kernel as it was trained, {@code [O, C/groups, k...]}
 * @param node as it runs: batch normalization may be folded into its kernel, which only scales
 *     filters
 */
record AnalyzedLayer(String name, String form, FloatTensor kernel, ConvolutionNode node) {}
