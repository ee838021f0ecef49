package org.rank1.experiments.train;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Hands out the batches of one pass in their order. With a worker the next ones are prepared while
 * the one handed out is computed with; without, each is prepared when it is asked for. Which does
 * not change what is in them.
 */
final class BatchFeed implements AutoCloseable {
  /** Batches prepared before they are asked for. */
  private static final int AHEAD = 2;

  private final Batches batches;
  private final @Nullable ExecutorService worker;
  private final Queue<Future<BatchBuffer>> prepared = new ArrayDeque<>();
  private BatchBuffer current;
  private int next;

  /**
   * A pass over all batches.
   *
   * @param worker a single thread, or null to prepare on the caller's
   */
  BatchFeed(Batches batches, @Nullable ExecutorService worker) {
    this(batches, 0, worker);
  }

  /**
   * A pass over the batches from one on.
   *
   * @param first which one comes first, from 0; with their number there are none
   * @param worker a single thread, or null to prepare on the caller's
   */
  BatchFeed(Batches batches, int first, @Nullable ExecutorService worker) {
    this.batches = batches;
    this.next = first;
    this.worker = worker;
    this.current = batches.newBuffer();
    for (int i = 0; worker != null && i < AHEAD; i++) {
      prepare(worker, batches.newBuffer());
    }
  }

  private void prepare(ExecutorService thread, BatchBuffer buffer) {
    if (next < batches.count()) {
      int batch = next++;
      prepared.add(
          thread.submit(
              () -> {
                batches.fill(batch, buffer);
                return buffer;
              }));
    }
  }

  /**
   * The next batch, valid until the one after is asked for. There are as many as {@link
   * Batches#count}. A caller that is interrupted gets it all the same and stays interrupted: it is
   * ready soon, and the step that it is for can then be ended.
   */
  BatchBuffer next() {
    if (worker == null) {
      batches.fill(next++, current);
      return current;
    }
    prepare(worker, current);
    current = finished(prepared.remove());
    return current;
  }

  private static BatchBuffer finished(Future<BatchBuffer> batch) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return batch.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      if (e.getCause() instanceof Error failure) {
        throw failure;
      }
      throw new IllegalStateException("A batch could not be prepared", e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Drops what was prepared and not asked for. */
  @Override
  public void close() {
    prepared.forEach(batch -> batch.cancel(false));
    prepared.clear();
  }
}
