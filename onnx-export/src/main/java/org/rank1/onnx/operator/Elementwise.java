package org.rank1.onnx.operator;

import java.util.function.DoubleUnaryOperator;

/** Operators on each element by itself, and sums and products of several tensors. */
enum Elementwise implements Evaluator {
  IDENTITY,
  RELU,
  LEAKY_RELU,
  CLIP,
  ADD,
  SUB,
  MUL,
  DIV;

  @Override
  public DoubleTensor evaluate(OperatorCall call) {
    DoubleTensor x = call.input(0);
    return switch (this) {
      case IDENTITY -> x;
      case RELU -> each(x, v -> Math.max(v, 0));
      case LEAKY_RELU -> leaky(call, x);
      case CLIP -> clip(call, x);
      case ADD -> {
        DoubleTensor sum = x;
        for (int i = 1; i < call.inputs(); i++) {
          sum = Broadcast.apply(call, sum, call.input(i), Double::sum);
        }
        yield sum;
      }
      case SUB ->
          Broadcast.apply(call, x, call.input(1), (a, b) -> call.absolute() ? a + b : a - b);
      case MUL -> Broadcast.apply(call, x, call.input(1), (a, b) -> a * b);
      case DIV -> {
        call.require(call.isConstant(1), "the divisor must be a constant of the model");
        yield Broadcast.apply(call, x, call.input(1), (a, b) -> a / b);
      }
    };
  }

  private static DoubleTensor leaky(OperatorCall call, DoubleTensor x) {
    double slope = call.real("alpha", 0.01f);
    if (call.absolute()) {
      double expansion = Math.max(1, Math.abs(slope));
      return each(x, v -> v * expansion);
    }
    return each(x, v -> v < 0 ? slope * v : v);
  }

  private static DoubleTensor clip(OperatorCall call, DoubleTensor x) {
    double min =
        call.opset() < 11
            ? call.real("min", Double.NEGATIVE_INFINITY)
            : limit(call, 1, Double.NEGATIVE_INFINITY);
    double max =
        call.opset() < 11
            ? call.real("max", Double.POSITIVE_INFINITY)
            : limit(call, 2, Double.POSITIVE_INFINITY);
    call.require(
        min <= 0 && max >= 0, "limits %s and %s must have 0 between them".formatted(min, max));
    // Clipped or not, an error is at most what it was: the bound stays that of the input.
    return call.absolute() ? x : each(x, v -> Math.min(Math.max(v, min), max));
  }

  private static double limit(OperatorCall call, int input, double otherwise) {
    if (!call.has(input)) {
      return otherwise;
    }
    double[] limit = call.signed(input).data();
    call.require(limit.length == 1, "a limit must be one number");
    return limit[0];
  }

  private static DoubleTensor each(DoubleTensor x, DoubleUnaryOperator function) {
    double[] y = new double[x.size()];
    for (int i = 0; i < y.length; i++) {
      y[i] = function.applyAsDouble(x.data()[i]);
    }
    return new DoubleTensor(x.shape(), y);
  }

  @Override
  public int roundings(OperatorCall call) {
    return switch (this) {
      case IDENTITY, RELU, CLIP -> 0;
      case LEAKY_RELU, SUB, MUL -> 1;
      case ADD -> call.inputs() - 1;
      // A product with a rounded reciprocal is allowed for.
      case DIV -> 2;
    };
  }

  @Override
  public boolean multiplies() {
    return this == MUL;
  }
}
