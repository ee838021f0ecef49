package org.rank1.ops.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.function.Supplier;

/** Whether the engine records what it computes on this thread. */
public final class GradientMode {
  private GradientMode() {}

  /** Runs something unrecorded; live parameters may be changed in place only like this. */
  public static void unrecorded(Runnable action) {
    unrecorded(
        () -> {
          action.run();
          return true;
        });
  }

  /** Computes something unrecorded. */
  public static <T> T unrecorded(Supplier<T> action) {
    boolean before = JniUtils.isGradMode();
    JniUtils.setGradMode(false);
    try {
      return action.get();
    } finally {
      JniUtils.setGradMode(before);
    }
  }

  /** Sets the gradient of a live parameter to zero, whatever it holds. */
  public static void clearGradient(NDArray parameter) {
    JniUtils.zeroGrad((PtNDArray) parameter);
  }
}
