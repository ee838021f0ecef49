package org.rank1.onnx.proof;

import java.io.Serial;

/** A part of a model that is not one convolution with a bias; its message says why, as a clause. */
final class IrreducibleException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  IrreducibleException(String reason) {
    super(reason);
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
