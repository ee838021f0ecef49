package com.example.rank1;

import ai.djl.ndarray.NDArray;
import java.util.Optional;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.FloatTensor;
import org.rank1.training.KernelProjection;

/** Replaces a kernel by the nearest one with a single stencil, found on the JVM. */
public final class StencilProjection implements KernelProjection {
  private final Target target = new Target(new StencilForm(), new StencilDecomposer());

  @Override
  public Optional<Target> target() {
    return Optional.of(target);
  }

  @Override
  public NDArray project(ConvSpec conv, NDArray kernel) {
    FloatTensor values = FloatTensor.of(conv.kernelShape(), kernel.toFloatArray());
    FloatTensor nearest = StencilForm.compose(conv, target.decompose(conv, values).factors());
    return kernel.getManager().create(nearest.data(), kernel.getShape());
  }
}
