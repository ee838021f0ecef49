package org.rank1.onnx.export;

import java.util.List;
import org.rank1.network.FeatureShape;

/**
 * How the axes of a feature map lie in a tensor. All layouts hold the same numbers in the same
 * order, the batch first: one becomes another by a change of shape, which moves nothing.
 */
enum MapLayout {
  /** {@code [N, C, spatial...]}, as the network has it. */
  NATIVE,
  /** {@code [N, C, 1, L]}: a signal as an image of one row. */
  ROW,
  /** {@code [N, C, T, H·W]}: video; 2-D windows along time, channels may mix. */
  TIME,
  /** {@code [N, C·T, H, W]}: video; 2-D windows on every frame of every channel by itself. */
  SPACE;

  /** The extents after the batch. */
  List<Integer> extents(FeatureShape shape) {
    List<Integer> spatial = shape.spatial();
    return switch (this) {
      case NATIVE -> shape.extents();
      case ROW -> List.of(shape.channels(), 1, spatial.get(0));
      case TIME ->
          List.of(
              shape.channels(), spatial.get(0), Math.multiplyExact(spatial.get(1), spatial.get(2)));
      case SPACE ->
          List.of(
              Math.multiplyExact(shape.channels(), spatial.get(0)), spatial.get(1), spatial.get(2));
    };
  }
}
