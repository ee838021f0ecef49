package org.rank1.onnx.runtime;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Who uses a native session. Any number of threads may run it at once; closing waits for them,
 * since native code does not notice that what it works on was freed.
 */
final class SessionUse {
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean closed;

  /** Something that is done with the session. */
  @FunctionalInterface
  interface Action<T, E extends Exception> {
    T run() throws E;
  }

  /** What frees the session. */
  @FunctionalInterface
  interface Release<E extends Exception> {
    void run() throws E;
  }

  /**
   * Does something with the session.
   *
   * @throws IllegalStateException if it is closed
   */
  <T, E extends Exception> T use(Action<T, E> action) throws E {
    Lock shared = lock.readLock();
    shared.lock();
    try {
      if (closed) {
        throw new IllegalStateException("The session is closed");
      }
      return action.run();
    } finally {
      shared.unlock();
    }
  }

  /** Frees the session when nobody uses it any more; only the first call does anything. */
  <E extends Exception> void close(Release<E> release) throws E {
    Lock alone = lock.writeLock();
    alone.lock();
    try {
      if (!closed) {
        closed = true;
        release.run();
      }
    } finally {
      alone.unlock();
    }
  }
}
