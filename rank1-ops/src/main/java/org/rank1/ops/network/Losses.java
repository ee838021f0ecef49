package org.rank1.ops.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/** What training minimizes. */
public final class Losses {
  private Losses() {}

  /**
   * Mean over the batch of {@code -log softmax(logits)[label]}.
   *
   * @param logits {@code [N, classes]}
   * @param labels {@code [N]} or {@code [N, 1]}, of any number type, each in [0, classes)
   * @return a scalar, owned by the manager of the logits
   */
  public static NDArray softmaxCrossEntropy(NDArray logits, NDArray labels) {
    Shape column = new Shape(logits.getShape().get(0), 1);
    NDArray index = labels.reshape(column).toType(DataType.INT64, false);
    return logits.logSoftmax(1).gather(index, 1).mean().neg();
  }
}
