package org.rank1.onnx.verdict;

import java.util.Arrays;
import java.util.Map;
import org.rank1.filter.FloatTensor;
import org.rank1.runtime.InferenceRuntime;
import org.rank1.runtime.InferenceSession;
import org.rank1.runtime.OnnxModel;

/** A model ready to be timed. */
final class TimedModel implements AutoCloseable {
  /** A block lasts about as long: long against the timer, short against drift. */
  private static final double BLOCK_NANOS = 5e6;

  private static final int MAX_BLOCK = 64;
  private static final int MIN_WARM_UP = 5;

  private final String name;
  private final InferenceSession session;
  private final InferenceSession.TimedRun run;
  private double[] block = new double[1];

  private TimedModel(String name, InferenceSession session, InferenceSession.TimedRun run) {
    this.name = name;
    this.session = session;
    this.run = run;
  }

  static TimedModel open(
      String name, OnnxModel model, Map<String, FloatTensor> inputs, InferenceRuntime runtime) {
    InferenceSession session = runtime.open(model);
    try {
      return new TimedModel(name, session, session.prepare(inputs));
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }

  String name() {
    return name;
  }

  /** Runs for a while, and chooses the size of a block by what it sees. */
  void warmUp(double seconds) {
    double fastest = Double.POSITIVE_INFINITY;
    double total = 0;
    for (int i = 0; i < MIN_WARM_UP || total < seconds * 1e9; i++) {
      double nanos = run.runNanos();
      fastest = Math.min(fastest, nanos);
      total += Math.max(nanos, 1);
    }
    block = new double[(int) Math.max(1, Math.min(MAX_BLOCK, BLOCK_NANOS / Math.max(1, fastest)))];
  }

  /** The median of a block of runs, in milliseconds. */
  double blockMillis() {
    // The first run finds the caches full of the other models.
    run.runNanos();
    Arrays.setAll(block, i -> (double) run.runNanos());
    return Quantiles.median(block) / 1e6;
  }

  @Override
  public void close() {
    run.close();
    session.close();
  }
}
