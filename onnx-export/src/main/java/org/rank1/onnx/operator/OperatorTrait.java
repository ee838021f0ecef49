package org.rank1.onnx.operator;

/** What the rest of the product may do around an operator. */
public enum OperatorTrait {
  /** It may stand between a convolution and the activation that belongs to it. */
  BEFORE_ACTIVATION,
  /** It may stay between bytes in a quantized model. */
  BETWEEN_BYTES,
  /** Its output holds elements of its first input only: both may share one scale. */
  PICKS,
  /** All its inputs are data; of other operators' the first, the rest says only how. */
  ALL_INPUTS_ARE_DATA
}
