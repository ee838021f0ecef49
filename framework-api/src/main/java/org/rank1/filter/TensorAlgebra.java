package org.rank1.filter;

import java.util.List;

/**
 * The few operations of which the kernels of filter forms are made, over some kind of tensor. A
 * {@link Contraction} is written once and computed by any algebra: in double precision on the JVM
 * for export, on an engine's arrays, with gradients, for training.
 *
 * @param <T> the tensors, row-major
 */
public interface TensorAlgebra<T> {

  /**
   * The factor of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  T factor(String name);

  /** The extents, outermost first. */
  List<Integer> shape(T tensor);

  /** The same elements, row-major, under another shape of the same size. */
  T reshape(T tensor, List<Integer> shape);

  /** Mode {@code m} of the result is mode {@code order[m]} of the tensor. */
  T permute(T tensor, int[] order);

  /** The part at one index of a mode, which is gone from the result. */
  T select(T tensor, int mode, int index);

  /** The elementwise product of two tensors of the same order; extents of 1 are repeated. */
  T multiply(T left, T right);

  /** {@code [B, M, K]} times {@code [B, K, N]}: B matrix products {@code [B, M, N]}. */
  T multiplyMatrices(T left, T right);

  /** A tensor of the same order whose extents of 1 are repeated to those given. */
  T repeat(T tensor, List<Integer> shape);
}
