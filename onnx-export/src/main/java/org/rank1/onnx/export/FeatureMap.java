package org.rank1.onnx.export;

import org.rank1.network.FeatureShape;
import org.rank1.onnx.model.OnnxValue;

/**
 * A feature map of a network as a value of a graph.
 *
 * @param value the value
 * @param shape what the network knows it by
 * @param layout how its axes lie in the value
 */
record FeatureMap(OnnxValue value, FeatureShape shape, MapLayout layout) {

  /** The number of spatial axes. */
  int axes() {
    return shape.spatial().size();
  }

  /** What an operator gives that keeps shape and layout. */
  FeatureMap with(OnnxValue newValue) {
    return new FeatureMap(newValue, shape, layout);
  }
}
