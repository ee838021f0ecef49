package org.rank1.onnx.operator;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;

/** {@code Cast} and {@code CastLike}. */
enum Casting implements Evaluator {
  BY_ATTRIBUTE,
  BY_INPUT;

  private DataType to(OperatorCall call) {
    DataType type =
        this == BY_INPUT
            ? call.type(1)
            : DataType.forNumber(call.toInt(call.integer("to", 0), "to"));
    return type == null ? DataType.UNDEFINED : type;
  }

  @Override
  public DoubleTensor evaluate(OperatorCall call) {
    DoubleTensor x = call.input(0);
    DataType to = to(call);
    double[] y = x.data().clone();
    for (int i = 0; i < y.length; i++) {
      double value = y[i];
      y[i] =
          switch (to) {
            case FLOAT, DOUBLE -> value;
            case BOOL -> Double.isNaN(value) || value == 0 ? value : 1;
            case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64 ->
                value < 0 ? Math.ceil(value) : Math.floor(value);
            default -> throw call.refused("cannot go to the element type " + to);
          };
    }
    return new DoubleTensor(x.shape(), y);
  }

  /** From double to float rounds once. */
  @Override
  public int roundings(OperatorCall call) {
    return 1;
  }

  /** To integers is a jump. */
  @Override
  public boolean isBounded(OperatorCall call) {
    DataType to = to(call);
    return to == DataType.FLOAT || to == DataType.DOUBLE;
  }
}
