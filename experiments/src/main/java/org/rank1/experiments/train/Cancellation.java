package org.rank1.experiments.train;

/**
 * A wish, by whoever holds it, that training stops. It does so after the step it is at, and leaves
 * a run that can be resumed. Interrupting the thread that trains is the same wish.
 */
public final class Cancellation {
  private volatile boolean requested;

  /** Nobody wishes anything yet. */
  public Cancellation() {}

  /** Wishes it; may be called by any thread. */
  public void request() {
    requested = true;
  }

  /** Whether somebody wished it, or the calling thread is interrupted, which it stays. */
  public boolean isRequested() {
    return requested || Thread.currentThread().isInterrupted();
  }
}
