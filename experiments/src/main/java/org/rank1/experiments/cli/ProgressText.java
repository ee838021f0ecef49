package org.rank1.experiments.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.rank1.experiments.train.StepResult;

/**
 * How far a training is, in one line.
 *
 * @param label what is trained
 * @param step how far it is
 * @param evaluation seconds that evaluating an epoch takes, 0 where that is not known yet
 */
record ProgressText(String label, StepResult step, double evaluation) {
  private static final int LONGEST_BAR = 30;
  private static final int SHORTEST_BAR = 6;
  private static final int SHORTEST_LABEL = 6;

  /** With a bar, as much as there is room for: first the bar goes, then the rate and the loss. */
  String line(int room) {
    List<String> parts = new ArrayList<>();
    parts.add("%s epoch %d/%d".formatted(label, step.epoch(), step.epochs()));
    parts.add(format("%3.0f %%", 100 * done()));
    parts.add(left());
    parts.add(loss());
    parts.add(rate() + " img/s");
    while (parts.size() > 3 && length(parts) > room) {
      parts.remove(parts.size() - 1);
    }
    int excess = length(parts) - room;
    if (excess > 0 && label.length() > SHORTEST_LABEL) {
      int kept = Math.max(SHORTEST_LABEL, label.length() - excess);
      parts.set(0, label.substring(0, kept) + parts.get(0).substring(label.length()));
    }
    int cells = Math.min(LONGEST_BAR, room - length(parts) - 4);
    if (cells >= SHORTEST_BAR) {
      int full = (int) (done() * cells);
      parts.add(1, "[" + "=".repeat(full) + " ".repeat(cells - full) + "]");
    }
    return String.join("  ", parts);
  }

  /** For a file. */
  String plain() {
    return "%s  epoch %d/%d: %d of %d images, %s images/s, %s, %s"
        .formatted(
            label, step.epoch(), step.epochs(), step.images(), step.of(), rate(), left(), loss());
  }

  private static int length(List<String> parts) {
    return String.join("  ", parts).length();
  }

  private double done() {
    return (double) step.images() / step.of();
  }

  private String rate() {
    return format("%.0f", step.images() / Math.max(step.seconds(), 1e-9));
  }

  private String loss() {
    return format(Math.abs(step.loss()) < 1000 ? "loss %.3f" : "loss %.2e", step.loss());
  }

  /** The time that the epoch and the whole run still take, at the pace of this epoch. */
  private String left() {
    double perImage = step.seconds() / step.images();
    double epoch = (step.of() - step.images()) * perImage + evaluation;
    double rest = (step.epochs() - step.epoch()) * (step.of() * perImage + evaluation);
    return step.epochs() == step.epoch()
        ? clock(epoch) + " left"
        : "%s left, %s in all".formatted(clock(epoch), clock(epoch + rest));
  }

  private static String clock(double seconds) {
    long whole = Math.round(seconds);
    long hours = whole / 3600;
    return hours > 0
        ? format("%d:%02d:%02d", hours, whole / 60 % 60, whole % 60)
        : format("%d:%02d", whole / 60, whole % 60);
  }

  private static String format(String pattern, Object... arguments) {
    return String.format(Locale.ROOT, pattern, arguments);
  }
}
