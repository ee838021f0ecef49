package org.rank1.onnx.operator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** {@code Gemm}, and {@code MatMul} of stacks of matrices. */
enum MatrixProduct implements Evaluator {
  GEMM,
  MATMUL;

  @Override
  public DoubleTensor evaluate(OperatorCall call) {
    return this == GEMM ? gemm(call) : stacks(call);
  }

  private static DoubleTensor gemm(OperatorCall call) {
    DoubleTensor a = call.input(0);
    DoubleTensor b = call.input(1);
    call.require(
        a.shape().size() == 2 && b.shape().size() == 2,
        "operands %s and %s are not matrices".formatted(a.shape(), b.shape()));
    boolean transA = call.integer("transA", 0) != 0;
    boolean transB = call.integer("transB", 0) != 0;
    int rows = a.shape().get(transA ? 1 : 0);
    int inner = a.shape().get(transA ? 0 : 1);
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
    Optional<DoubleTensor> c = call.optional(2);
    return c.isPresent() ? plus(call, y, c.get()) : y;
  }

  private static DoubleTensor stacks(OperatorCall call) {
    DoubleTensor a = call.input(0);
    DoubleTensor b = call.input(1);
    call.require(
        a.shape().size() >= 1 && b.shape().size() >= 1,
        "operands %s and %s are not matrices".formatted(a.shape(), b.shape()));
    boolean row = a.shape().size() == 1;
    boolean column = b.shape().size() == 1;
    DoubleTensor left = row ? a.reshape(List.of(1, a.size())) : a;
    DoubleTensor right = column ? b.reshape(List.of(b.size(), 1)) : b;
    int rows = left.shape().get(left.shape().size() - 2);
    int inner = left.shape().get(left.shape().size() - 1);
    int columns = right.shape().get(right.shape().size() - 1);
    call.require(
        inner == right.shape().get(right.shape().size() - 2),
        "operands %s and %s do not fit".formatted(a.shape(), b.shape()));
    // The stacks broadcast: every matrix of the output knows which two it is made of.
    List<DoubleTensor> pairs = Broadcast.together(call, List.of(numbers(left), numbers(right)));
    List<Integer> shape = new ArrayList<>(pairs.get(0).shape());
    if (!row) {
      shape.add(rows);
    }
    if (!column) {
      shape.add(columns);
    }
    DoubleTensor y = call.zeros(shape);
    IntStream.range(0, rows * pairs.get(0).size())
        .parallel()
        .forEach(
            i -> {
              int first = (((int) pairs.get(0).data()[i / rows]) * rows + i % rows) * inner;
              int second = ((int) pairs.get(1).data()[i / rows]) * inner * columns;
              for (int k = 0; k < inner; k++) {
                double factor = left.data()[first + k];
                for (int c = 0; c < columns; c++) {
                  y.data()[i * columns + c] += factor * right.data()[second + k * columns + c];
                }
              }
            });
    return y;
  }

  /** The matrices of a stack, numbered. */
  private static DoubleTensor numbers(DoubleTensor stack) {
    List<Integer> shape = stack.shape().subList(0, stack.shape().size() - 2);
    double[] numbers = new double[stack.extent(0, shape.size())];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = i;
    }
    return new DoubleTensor(shape, numbers);
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
    int order = b.shape().size();
    boolean transposed = this == GEMM && call.integer("transB", 0) != 0;
    int inner = b.shape().get(transposed || order == 1 ? order - 1 : order - 2);
    boolean scaled = call.real("alpha", 1) != 1 || call.real("beta", 1) != 1;
    return inner + 1 + (scaled ? 1 : 0);
  }

  @Override
  public boolean multiplies() {
    return true;
  }
}
