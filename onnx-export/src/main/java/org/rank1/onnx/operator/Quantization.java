package org.rank1.onnx.operator;

/**
 * The way to bytes and back, with one scale for all or one per slice along an axis. The integers
 * between are held as whole doubles.
 *
 * <p>Rounding to bytes is neither linear nor does it shrink distances: there is no bound on
 * rounding errors through it, and so no {@linkplain OperatorCall#absolute absolute} evaluation.
 */
enum Quantization implements Evaluator {
  QUANTIZE,
  DEQUANTIZE;

  @Override
  public DoubleTensor evaluate(OperatorCall call) {
    DoubleTensor x = call.input(0);
    double[] scale = call.signed(1).data();
    double[] zero = call.has(2) ? call.signed(2).data() : new double[scale.length];
    int axis = scale.length == 1 ? 0 : call.axis(call.integer("axis", 1), x.shape().size());
    call.require(
        zero.length == scale.length && (scale.length == 1 || scale.length == x.shape().get(axis)),
        "its scale and zero point must be numbers, or vectors of the length of axis " + axis);
    call.require(
        this == DEQUANTIZE || !call.absolute(), "rounding to bytes has no bound on its error");
    int[] range = call.has(2) && this == QUANTIZE ? call.byteRange(2) : new int[] {0, 255};
    int inner = scale.length == 1 ? 1 : x.extent(axis + 1, x.shape().size());
    double[] y = new double[x.size()];
    for (int i = 0; i < y.length; i++) {
      int slice = i / inner % scale.length;
      double value = x.data()[i];
      y[i] =
          this == QUANTIZE
              ? Math.max(
                  range[0], Math.min(range[1], Math.rint(value / scale[slice]) + zero[slice]))
              : scale[slice]
                  * (call.absolute() ? value + Math.abs(zero[slice]) : value - zero[slice]);
    }
    return new DoubleTensor(x.shape(), y);
  }

  @Override
  public int roundings(OperatorCall call) {
    return 1;
  }
}
