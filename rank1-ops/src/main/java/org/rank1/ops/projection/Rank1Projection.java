package org.rank1.ops.projection;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;
import java.util.Optional;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.form.Rank1Form;
import org.rank1.ops.tensor.GradientMode;
import org.rank1.ops.tensor.Tensors;
import org.rank1.training.KernelProjection;

/**
 * Replaces every filter by a rank-1 filter. What grows with the number of channels, the Gram
 * matrices and the final contraction, is two batched products on the kernel's device; the search on
 * matrices of taps × taps runs on the JVM in double precision.
 */
public final class Rank1Projection implements KernelProjection {
  private final SpatialSearch search;

  /** Takes its strategy. */
  public Rank1Projection(SpatialSearch search) {
    this.search = search;
  }

  @Override
  public Optional<Target> target() {
    return Optional.of(new Target(new Rank1Form(), new Rank1Decomposer(search)));
  }

  @Override
  public NDArray project(ConvSpec conv, NDArray kernel) {
    List<Integer> shape = Tensors.extents(kernel.getShape());
    if (!shape.equals(conv.kernelShape())) {
      throw new IllegalArgumentException(
          "A kernel of shape %s does not fit %s".formatted(shape, conv.kernelShape()));
    }
    search.require(conv);
    return GradientMode.unrecorded(() -> nearest(conv, kernel));
  }

  private NDArray nearest(ConvSpec conv, NDArray kernel) {
    int taps = conv.geometry().taps();
    int filters = conv.outChannels();
    try (NDManager scratch = kernel.getManager().newSubManager()) {
      NDArray unfolded =
          Tensors.view(kernel, new Shape(filters, conv.channelsPerGroup(), taps), scratch);
      float[] grams = unfolded.transpose(0, 2, 1).batchMatMul(unfolded).toFloatArray();
      float[] directions = new float[filters * taps];
      TapGrid grid = TapGrid.of(conv);
      ParallelLoop.run(
          JniUtils.getNumThreads(),
          filters,
          o -> {
            double[] own = new double[taps * taps];
            for (int i = 0; i < own.length; i++) {
              own[i] = grams[o * own.length + i];
            }
            double[] weights = grid.outer(search.vectors(new GramMatrix(own, grid)), -1);
            for (int i = 0; i < taps; i++) {
              directions[o * taps + i] = (float) weights[i];
            }
          });
      NDArray column = scratch.create(directions, new Shape(filters, taps, 1));
      NDArray nearest =
          unfolded.batchMatMul(column).mul(column.transpose(0, 2, 1)).reshape(kernel.getShape());
      nearest.attach(kernel.getManager());
      return nearest;
    }
  }
}
