package org.rank1.onnx.operator;

import java.util.List;

/** {@code Where}: one of two values by a condition. */
record Where() implements Evaluator {
  @Override
  public DoubleTensor evaluate(OperatorCall call) {
    List<DoubleTensor> operands =
        Broadcast.together(call, List.of(call.input(0), call.input(1), call.input(2)));
    DoubleTensor y = call.zeros(operands.get(0).shape());
    for (int i = 0; i < y.size(); i++) {
      double condition = operands.get(0).data()[i];
      y.data()[i] =
          Double.isNaN(condition) ? Double.NaN : operands.get(condition != 0 ? 1 : 2).data()[i];
    }
    return y;
  }

  @Override
  public boolean isBounded(OperatorCall call) {
    return call.isConstant(0);
  }
}
