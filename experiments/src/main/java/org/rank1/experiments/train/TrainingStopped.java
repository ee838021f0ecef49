package org.rank1.experiments.train;

/** Training ended before its time because somebody wished it; the message says how to go on. */
public final class TrainingStopped extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Stopped. */
  public TrainingStopped(String message) {
    super(message);
  }
}
