package org.rank1.onnx.export;

/**
 * How many axes the tensors of an exported model have where a network has one or three spatial
 * axes. For images both are the same.
 */
public enum TensorOrder {
  /**
   * Four, wherever that is exact: signals as images of one row; video with time and image on
   * tensors of their own, each stage of a split convolution a 2-D one. Runtimes have fast paths for
   * 2-D convolutions only. A dense convolution over time and image at once stays a 3-D one.
   */
  FOUR,
  /** As many as the network has: 1-D and 3-D convolutions. */
  NATIVE
}
