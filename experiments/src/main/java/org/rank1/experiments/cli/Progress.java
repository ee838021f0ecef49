package org.rank1.experiments.cli;

import java.util.function.LongSupplier;
import org.rank1.experiments.train.EpochResult;
import org.rank1.experiments.train.StepResult;
import org.rank1.experiments.train.TrainingObserver;
import org.rank1.metric.Measurement;

/** Progress of training: a status line on a terminal, now and then a plain line elsewhere. */
final class Progress implements TrainingObserver, AutoCloseable {
  private static final long REDRAW_NANOS = 100_000_000L;
  private static final long PLAIN_INTERVAL_NANOS = 10_000_000_000L;

  private final Console console;
  private final String label;
  private final LongSupplier nanos;
  private long lastShown;
  private long lastRead;
  private double evaluation;

  Progress(Console console, String label) {
    this(console, label, System::nanoTime);
  }

  /** With another clock. */
  Progress(Console console, String label, LongSupplier nanos) {
    this.console = console;
    this.label = label;
    this.nanos = nanos;
    this.lastShown = nanos.getAsLong();
  }

  @Override
  public void started(Measurement summary) {
    lastShown = nanos.getAsLong();
  }

  @Override
  public void step(StepResult step) {
    lastRead = nanos.getAsLong();
    long waited = lastRead - lastShown;
    if (!console.status().visible()) {
      if (waited > PLAIN_INTERVAL_NANOS) {
        lastShown = lastRead;
        console.note(new ProgressText(label, step, evaluation).plain());
      }
    } else if (waited > REDRAW_NANOS || step.images() == step.of()) {
      lastShown = lastRead;
      console
          .status()
          .show(new ProgressText(label, step, evaluation).line(console.status().room()));
    }
  }

  @Override
  public void measured(Measurement measurement) {
    console.status().clear(); // sinks may print it
  }

  @Override
  public void epoch(EpochResult result) {
    console.status().clear();
    long now = nanos.getAsLong();
    evaluation = (now - lastRead) / 1e9;
    lastShown = now;
  }

  /** Wipes the line, if one is shown. */
  @Override
  public void close() {
    console.status().clear();
  }
}
