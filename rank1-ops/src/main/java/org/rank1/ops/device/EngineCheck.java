package org.rank1.ops.device;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;
import org.rank1.io.InvalidInputException;
import org.rank1.ops.device.TinyConvolution.Gradients;

/**
 * A look at whether the engine computes convolutions, before anything is trained on them: some tiny
 * ones, forward and backward, against plain loops over whole numbers. Where vector kernels do not
 * fit the processor they come out wrong by a fifth, without any error.
 */
final class EngineCheck {
  /** Shapes that came out wrong, outputs and gradients, under one instruction set or another. */
  private static final List<TinyConvolution> CASES =
      List.of(
          new TinyConvolution(3, 24, 4, 8, 5, 2, 1, 2, 0),
          new TinyConvolution(2, 18, 4, 6, 8, 3, 3, 2, 1),
          new TinyConvolution(3, 27, 2, 7, 4, 3, 1, 2, 0),
          new TinyConvolution(3, 30, 1, 3, 3, 3, 3, 2, 1),
          new TinyConvolution(2, 25, 5, 3, 4, 2, 1, 1, 0),
          new TinyConvolution(2, 13, 2, 3, 3, 2, 2, 1, 1),
          new TinyConvolution(2, 3, 8, 5, 5, 3, 3, 1, 1));

  /** Sums of small whole numbers are exact; a GPU may round what it transforms. */
  private static final float TOLERANCE = 0.01f;

  private EngineCheck() {}

  /**
   * Computes them on a device.
   *
   * @throws InvalidInputException if one is wrong, naming the processor and the way on
   */
  static void require(NDManager device, String processor) {
    boolean recorded = JniUtils.isGradMode();
    JniUtils.setGradMode(true);
    try {
      for (TinyConvolution each : CASES) {
        require(device, processor, each);
      }
    } finally {
      JniUtils.setGradMode(recorded);
    }
  }

  private static void require(NDManager device, String processor, TinyConvolution tiny) {
    try (NDManager manager = device.newSubManager()) {
      NDArray input = manager.create(tiny.input(), shape(tiny.inputShape()));
      NDArray kernel = manager.create(tiny.kernel(), shape(tiny.kernelShape()));
      NDArray direction = manager.create(tiny.direction(), shape(tiny.outputShape()));
      input.setRequiresGradient(true);
      kernel.setRequiresGradient(true);
      NDArray output =
          input
              .getNDArrayInternal()
              .convolution(
                  input,
                  kernel,
                  null,
                  new Shape(tiny.stride(), tiny.stride()),
                  new Shape(tiny.padding(), tiny.padding()),
                  new Shape(1, 1),
                  1)
              .singletonOrThrow();
      JniUtils.backward((PtNDArray) output, (PtNDArray) direction, false, false);
      Gradients right = tiny.gradients();
      compare(processor, tiny, "output", output.toFloatArray(), tiny.output());
      compare(processor, tiny, "gradient", input.getGradient().toFloatArray(), right.ofInput());
      compare(processor, tiny, "gradient", kernel.getGradient().toFloatArray(), right.ofKernel());
    }
  }

  private static Shape shape(int... extents) {
    long[] wide = new long[extents.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = extents[i];
    }
    return new Shape(wide);
  }

  private static void compare(
      String processor, TinyConvolution tiny, String what, float[] computed, float[] right) {
    for (int i = 0; i < right.length; i++) {
      if (!(Math.abs(computed[i] - right[i]) <= TOLERANCE * (1 + Math.abs(right[i])))) {
        throw new InvalidInputException(
            ("The training engine computes wrong convolutions on this processor (%s): %s of %s is"
                    + " %s instead of %s. Start with %s=SSE41, which keeps it from the vector"
                    + " kernels that are wrong; if that is set, train on another machine.")
                .formatted(processor, what, tiny, computed[i], right[i], HiddenCaches.VARIABLE));
      }
    }
  }
}
