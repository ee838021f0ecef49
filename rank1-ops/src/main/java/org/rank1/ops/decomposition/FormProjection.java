package org.rank1.ops.decomposition;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Optional;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.Decomposition;
import org.rank1.filter.Factors;
import org.rank1.filter.FloatTensor;
import org.rank1.ops.tensor.Tensors;
import org.rank1.training.KernelProjection;

/** Replaces a kernel by what its factors compose to. The decomposition runs on the JVM. */
public final class FormProjection implements KernelProjection {
  private final Target target;

  /** To a form, by what takes kernels apart. */
  public FormProjection(Target target) {
    this.target = target;
  }

  @Override
  public Optional<Target> target() {
    return Optional.of(target);
  }

  @Override
  public NDArray project(ConvSpec conv, NDArray kernel) {
    List<Integer> shape = Tensors.extents(kernel.getShape());
    if (!shape.equals(conv.kernelShape())) {
      throw new IllegalArgumentException(
          "A kernel of shape %s does not fit %s".formatted(shape, conv.kernelShape()));
    }
    Factors factors = target.decompose(conv, Tensors.copyOf(kernel)).factors();
    FloatTensor nearest = Decomposition.compose(target.form(), conv, factors);
    return Tensors.copyOf(nearest, kernel.getManager());
  }
}
