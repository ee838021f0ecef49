package org.rank1.experiments.train;

import org.rank1.io.InvalidInputException;

/** Training cannot go on: the message says where it stopped and what went bad. */
public final class TrainingException extends InvalidInputException {
  TrainingException(String message) {
    super(message);
  }
}
