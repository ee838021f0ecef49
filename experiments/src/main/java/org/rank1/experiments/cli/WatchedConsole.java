package org.rank1.experiments.cli;

import org.rank1.experiments.train.Cancellation;
import org.rank1.experiments.train.RunWatch;

/** Shows on the console what a training says, with progress. */
final class WatchedConsole implements AutoCloseable {
  private final Console console;
  private final Progress progress;
  private final Cancellation cancellation;

  /**
   * For one training after the other.
   *
   * @param label what their progress is called
   * @param cancellation ends them
   */
  WatchedConsole(Console console, String label, Cancellation cancellation) {
    this.console = console;
    this.progress = new Progress(console, label);
    this.cancellation = cancellation;
  }

  /** What a training tells. */
  RunWatch watch() {
    return new RunWatch(console::note, progress, cancellation);
  }

  /** Ends what is shown. */
  @Override
  public void close() {
    progress.close();
  }
}
