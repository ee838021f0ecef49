package org.rank1.experiments.cli;

import java.io.PrintStream;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import org.rank1.experiments.train.EpochResult;
import org.rank1.experiments.train.TrainingObserver;
import org.rank1.metric.Measurement;

/** Progress of training: a bar with images/s and time left on a terminal, plain lines elsewhere. */
final class Progress implements TrainingObserver, AutoCloseable {
  private static final int COLUMNS = 100;
  private static final long PLAIN_INTERVAL_NANOS = 10_000_000_000L;

  private final Console console;
  private final String label;
  private @Nullable ProgressBar bar;
  private long epochBegan = System.nanoTime();
  private long lastLine = epochBegan;

  Progress(Console console, String label) {
    this.console = console;
    this.label = label;
  }

  @Override
  public void started(Measurement summary) {
    epochBegan = System.nanoTime();
    lastLine = epochBegan;
  }

  @Override
  public void step(int epoch, int images, int of, double loss) {
    if (console.terminal()) {
      if (bar == null) {
        bar = open(epoch, of, console.err());
      }
      bar.stepTo(images);
      bar.setExtraMessage(String.format(Locale.ROOT, "loss %.3f", loss));
      return;
    }
    long now = System.nanoTime();
    if (now - lastLine > PLAIN_INTERVAL_NANOS) {
      lastLine = now;
      double rate = images / ((now - epochBegan) / 1e9);
      console.note(
          String.format(
              Locale.ROOT,
              "%s  epoch %d: %d of %d images, %.0f images/s, %.0f s left, loss %.3f",
              label,
              epoch,
              images,
              of,
              rate,
              (of - images) / rate,
              loss));
    }
  }

  private ProgressBar open(int epoch, int of, PrintStream err) {
    return new ProgressBarBuilder()
        .setTaskName(label + " epoch " + epoch)
        .setInitialMax(of)
        .setUnit(" images", 1)
        .showSpeed()
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(200)
        .setConsumer(new ConsoleProgressBarConsumer(err, COLUMNS))
        .build();
  }

  @Override
  public void epoch(EpochResult result) {
    close();
    epochBegan = System.nanoTime();
    lastLine = epochBegan;
  }

  /** Ends the bar, if one is shown. */
  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
