package org.rank1.io;

import org.jspecify.annotations.Nullable;

/**
 * Something the user handed us is wrong. The message is one sentence that names the thing, the
 * value, the legal values and the place; the command line prints it and exits with 2, without a
 * stack trace.
 */
public class InvalidInputException extends RuntimeException {
  /** A refusal. */
  public InvalidInputException(String message) {
    super(message);
  }

  /** A refusal with what led to it. */
  public InvalidInputException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
