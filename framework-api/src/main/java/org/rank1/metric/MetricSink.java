package org.rank1.metric;

import java.nio.file.Path;
import java.util.function.Consumer;

/** Receives the measurements of runs: the socket {@code MetricSink}. */
@FunctionalInterface
public interface MetricSink {
  /** The event of a step whose loss was read: there may be many a second. */
  String STEP = "step";

  /**
   * Opens the sink for one run.
   *
   * @param runFolder the run's folder, which exists
   * @param console prints one line to the person who watches
   */
  Recorder open(Path runFolder, Consumer<String> console);

  /** The sink of one run. */
  interface Recorder extends AutoCloseable {
    /** Takes one measurement. */
    void record(Measurement measurement);

    @Override
    void close();
  }
}
