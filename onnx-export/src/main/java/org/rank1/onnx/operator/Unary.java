package org.rank1.onnx.operator;

import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;

/**
 * Operators that apply a function to each element by itself.
 *
 * <p>If the argument has an error of at most {@code γ_n·A}, the value has one of at most {@code
 * L·γ_n·A} from it, {@code L} the steepest slope, and of {@code γ_r·(|f(0)| + L·|x|)} from the
 * function's own {@code r} roundings, together at most {@code γ_(n+r)·(L·A + |f(0)|)}, which is the
 * absolute evaluation. A runtime's approximation of a transcendental function counts as {@link
 * #APPROXIMATED} roundings, which is an allowance for the runtime, not a theorem about it.
 *
 * @param curve the function that a node's attributes and fixed inputs make
 * @param own the roundings of the function itself
 */
record Unary(Function<OperatorCall, Curve> curve, int own) implements Evaluator {
  /** Roundings that an approximation of a transcendental function may amount to. */
  static final int APPROXIMATED = 16;

  /** A function without attributes. */
  static Unary of(int own, double slope, double offset, DoubleUnaryOperator exact) {
    Curve curve = Curve.of(slope, offset, exact);
    return new Unary(call -> curve, own);
  }

  /** A function without a bound on its errors. */
  static Unary unbounded(DoubleUnaryOperator exact) {
    Curve curve = Curve.unbounded(exact);
    return new Unary(call -> curve, 1);
  }

  @Override
  public DoubleTensor evaluate(OperatorCall call) {
    DoubleTensor x = call.input(0);
    Curve function = curve.apply(call);
    double[] y = new double[x.size()];
    for (int i = 0; i < y.length; i++) {
      double value = x.data()[i];
      y[i] =
          call.absolute()
              ? function.slope() * value + function.offset()
              : function.exact().applyAsDouble(value);
    }
    return new DoubleTensor(x.shape(), y);
  }

  @Override
  public int roundings(OperatorCall call) {
    return own;
  }

  @Override
  public boolean isBounded(OperatorCall call) {
    return Double.isFinite(curve.apply(call).slope());
  }
}
