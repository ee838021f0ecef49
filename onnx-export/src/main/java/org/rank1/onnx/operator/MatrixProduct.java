package org.rank1.onnx.operator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** {@code Gemm}, and {@code MatMul} with a matrix on the right. */
enum MatrixProduct implements Evaluator {
  GEMM,
  MATMUL;

  @Override
  public DoubleTensor evaluate(OperatorCall call) {
    DoubleTensor a = call.input(0);
    DoubleTensor b = call.input(1);
    int order = a.shape().size();
    call.require(
        b.shape().size() == 2 && (this == GEMM ? order == 2 : order >= 2),
        "operands %s and %s are not matrices".formatted(a.shape(), b.shape()));
    boolean transA = this == GEMM && call.integer("transA", 0) != 0;
    boolean transB = this == GEMM && call.integer("transB", 0) != 0;
    int rows = transA ? a.shape().get(1) : a.extent(0, order - 1);
    int inner = transA ? a.shape().get(0) : a.shape().get(order - 1);
    int columns = b.shape().get(transB ? 0 : 1);
    call.require(
        inner == b.shape().get(transB ? 1 : 0),
        "operands %s and %s do not fit".formatted(a.shape(), b.shape()));
    double alpha = magnitude(call, call.real("alpha", 1));
    DoubleTensor y = call.zeros(List.of(rows, columns));
    IntStream.range(0, rows)
        .parallel()
        .forEach(
            row -> {
              for (int column = 0; column < columns; column++) {
                double sum = 0;
                for (int k = 0; k < inner; k++) {
                  double left = a.data()[transA ? k * rows + row : row * inner + k];
                  sum += left * b.data()[transB ? column * inner + k : k * columns + column];
                }
                y.data()[row * columns + column] = alpha * sum;
              }
            });
    if (this == MATMUL) {
      List<Integer> shape = new ArrayList<>(a.shape());
      shape.set(order - 1, columns);
      return y.reshape(shape);
    }
    Optional<DoubleTensor> c = call.optional(2);
    return c.isPresent() ? plus(call, y, c.get()) : y;
  }

  private static DoubleTensor plus(OperatorCall call, DoubleTensor y, DoubleTensor c) {
    double beta = magnitude(call, call.real("beta", 1));
    return Broadcast.apply(call, y, c, (product, bias) -> product + beta * bias);
  }

  private static double magnitude(OperatorCall call, double factor) {
    return call.absolute() ? Math.abs(factor) : factor;
  }

  /** As a convolution; factors other than 1 round once more, on either side of the sum. */
  @Override
  public int roundings(OperatorCall call) {
    DoubleTensor b = call.input(1);
    int inner = b.shape().get(this == GEMM && call.integer("transB", 0) != 0 ? 1 : 0);
    boolean scaled = call.real("alpha", 1) != 1 || call.real("beta", 1) != 1;
    return inner + 1 + (scaled ? 1 : 0);
  }

  @Override
  public boolean multiplies() {
    return true;
  }
}
