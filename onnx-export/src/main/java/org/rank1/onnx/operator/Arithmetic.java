package org.rank1.onnx.operator;

import java.util.function.DoubleBinaryOperator;

/** Sums, products, extremes and comparisons of several tensors, element by element. */
enum Arithmetic implements Evaluator {
  ADD,
  MEAN,
  SUB,
  MUL,
  DIV,
  POW,
  /** The sign is that of the divisor, as in Python, or with {@code fmod} that of the dividend. */
  MOD,
  MIN,
  MAX,
  PRELU,
  EQUAL,
  LESS,
  LESS_OR_EQUAL,
  GREATER,
  GREATER_OR_EQUAL,
  AND,
  OR,
  XOR;

  /** What is no number is not known, and so is what it is compared with. */
  private static double truth(double a, double b, boolean holds) {
    return Double.isNaN(a) || Double.isNaN(b) ? Double.NaN : holds ? 1 : 0;
  }

  private DoubleBinaryOperator function() {
    return switch (this) {
      case ADD, MEAN -> (a, b) -> a + b;
      case SUB -> (a, b) -> a - b;
      case MUL -> (a, b) -> a * b;
      case DIV -> (a, b) -> a / b;
      case POW -> Math::pow;
      case MOD -> (a, b) -> a - b * Math.floor(a / b);
      case MIN -> Math::min;
      case MAX -> Math::max;
      case PRELU -> (x, slope) -> x < 0 ? slope * x : x;
      case EQUAL -> (a, b) -> truth(a, b, a == b);
      case LESS -> (a, b) -> truth(a, b, a < b);
      case LESS_OR_EQUAL -> (a, b) -> truth(a, b, a <= b);
      case GREATER -> (a, b) -> truth(a, b, a > b);
      case GREATER_OR_EQUAL -> (a, b) -> truth(a, b, a >= b);
      case AND -> (a, b) -> truth(a, b, a != 0 && b != 0);
      case OR -> (a, b) -> truth(a, b, a != 0 || b != 0);
      case XOR -> (a, b) -> truth(a, b, (a != 0) != (b != 0));
    };
  }

  @Override
  public DoubleTensor evaluate(OperatorCall call) {
    DoubleBinaryOperator applied = call.absolute() ? magnitudes() : exact(call);
    DoubleTensor y = call.input(0);
    for (int i = 1; i < call.inputs(); i++) {
      y = Broadcast.apply(call, y, call.input(i), applied);
    }
    if (this == MEAN) {
      double[] mean = y.data().clone();
      for (int i = 0; i < mean.length; i++) {
        mean[i] /= call.inputs();
      }
      y = new DoubleTensor(y.shape(), mean);
    }
    return y;
  }

  private DoubleBinaryOperator exact(OperatorCall call) {
    if (this == DIV && call.isInteger(0)) {
      return (a, b) -> {
        call.require(b != 0, "an integer is divided by 0");
        double quotient = a / b;
        return quotient < 0 ? Math.ceil(quotient) : Math.floor(quotient);
      };
    }
    if (this == MOD && call.integer("fmod", 0) != 0) {
      return (a, b) -> a % b;
    }
    return function();
  }

  private DoubleBinaryOperator magnitudes() {
    return switch (this) {
      case SUB -> (a, b) -> a + b;
      // An extreme has the error of one of its arguments.
      case MIN, MAX -> Math::max;
      case PRELU -> (x, slope) -> x * Math.max(1, slope);
      default -> function();
    };
  }

  @Override
  public int roundings(OperatorCall call) {
    return switch (this) {
      case MIN, MAX -> 0;
      case ADD -> call.inputs() - 1;
      // A product with a rounded reciprocal is allowed for.
      case MEAN -> call.inputs() + 1;
      case DIV -> 2;
      default -> 1;
    };
  }

  @Override
  public boolean multiplies() {
    return this == MUL;
  }

  @Override
  public boolean isBounded(OperatorCall call) {
    return switch (this) {
      case ADD, MEAN, SUB, MUL, MIN, MAX -> true;
      case DIV, PRELU -> call.isConstant(1);
      default -> false;
    };
  }
}
