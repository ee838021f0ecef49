package org.rank1.ops.decomposition;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Optional;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.KernelDecomposer;
import org.rank1.ops.tensor.Tensors;
import org.rank1.training.KernelProjection;

/** Replaces a kernel by what its factors compose to. The decomposition runs on the JVM. */
public final class FormProjection implements KernelProjection {
  private final FormDecomposer decomposer;

  /** With a decomposer. */
  FormProjection(FormDecomposer decomposer) {
    this.decomposer = decomposer;
  }

  @Override
  public Optional<KernelDecomposer> decomposer() {
    return Optional.of(decomposer);
  }

  @Override
  public NDArray project(ConvSpec conv, NDArray kernel) {
    List<Integer> shape = Tensors.extents(kernel.getShape());
    if (!shape.equals(conv.kernelShape())) {
      throw new IllegalArgumentException(
          "A kernel of shape %s does not fit %s".formatted(shape, conv.kernelShape()));
    }
    FloatTensor nearest =
        decomposer.composed(conv, decomposer.decompose(conv, Tensors.copyOf(kernel)).factors());
    return Tensors.copyOf(nearest, kernel.getManager());
  }
}
