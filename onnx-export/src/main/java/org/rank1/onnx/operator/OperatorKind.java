package org.rank1.onnx.operator;

/** What an operator does to its data, in the coarsest terms that matter to the rest of a graph. */
public enum OperatorKind {
  /** Multiplies with weights: convolutions and matrix products. */
  LINEAR,
  /** Scales and shifts by statistics. */
  NORMALIZATION,
  /** Applies a function to each element by itself. */
  ACTIVATION,
  /** Computes with several tensors, element by element. */
  ARITHMETIC,
  /** Summarizes windows over positions. */
  POOLING,
  /** Summarizes whole axes. */
  REDUCTION,
  /** Arranges elements anew. */
  LAYOUT,
  /** Tells shapes, or makes tensors of them. */
  SHAPE,
  /** Goes from floats to a few bits, or back. */
  QUANTIZATION,
  /** Anything else. */
  OTHER
}
