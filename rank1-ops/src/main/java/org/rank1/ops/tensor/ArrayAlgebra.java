package org.rank1.ops.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.rank1.filter.TensorAlgebra;

/**
 * Tensor algebra on the engine's arrays, differentiable in the factors. Everything it makes belongs
 * to one manager and is closed with the algebra; what the gradient needs, the engine keeps itself.
 */
public final class ArrayAlgebra implements TensorAlgebra<NDArray>, AutoCloseable {
  private final NDManager owner;
  private final Map<String, NDArray> factors;
  private final List<NDArray> made = new ArrayList<>();

  /**
   * Over live factors.
   *
   * @param owner to which results belong; not the manager of the factors, where they would pile up
   */
  public ArrayAlgebra(NDManager owner, Map<String, NDArray> factors) {
    this.owner = owner;
    this.factors = factors;
  }

  @Override
  public NDArray factor(String name) {
    NDArray factor = factors.get(name);
    if (factor == null) {
      throw new IllegalArgumentException(
          "Factor \"" + name + "\" is missing. Present: " + factors.keySet());
    }
    return factor;
  }

  @Override
  public List<Integer> shape(NDArray tensor) {
    return Tensors.extents(tensor.getShape());
  }

  @Override
  public NDArray reshape(NDArray tensor, List<Integer> shape) {
    return owned(tensor.reshape(Tensors.shape(shape)));
  }

  @Override
  public NDArray permute(NDArray tensor, int[] order) {
    return owned(tensor.transpose(order));
  }

  @Override
  public NDArray select(NDArray tensor, int mode, int index) {
    return owned(tensor.get(new NDIndex().addAllDim(mode).addIndices(index)));
  }

  @Override
  public NDArray multiply(NDArray left, NDArray right) {
    return owned(left.mul(right));
  }

  @Override
  public NDArray multiplyMatrices(NDArray left, NDArray right) {
    return owned(left.batchMatMul(right));
  }

  @Override
  public NDArray repeat(NDArray tensor, List<Integer> shape) {
    return owned(tensor.broadcast(Tensors.shape(shape)));
  }

  /** Closes everything that was made. */
  @Override
  public void close() {
    made.forEach(NDArray::close);
  }

  private NDArray owned(NDArray array) {
    array.attach(owner);
    made.add(array);
    return array;
  }
}
