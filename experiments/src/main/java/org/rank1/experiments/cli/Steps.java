package org.rank1.experiments.cli;

import java.util.function.Consumer;
import org.rank1.onnx.verdict.EquivalenceProgress;

/**
 * Progress of an equivalence check: a redrawn line on a terminal, a plain line every quarter
 * elsewhere.
 */
final class Steps implements Consumer<EquivalenceProgress> {
  private final Console console;
  private int quarters;

  Steps(Console console) {
    this.console = console;
  }

  @Override
  public void accept(EquivalenceProgress progress) {
    if (console.status().visible()) {
      console
          .status()
          .show(
              "checking %d/%d %s"
                  .formatted(progress.done(), progress.total(), Printable.line(progress.step())));
      if (progress.done() == progress.total()) {
        console.status().clear();
      }
      return;
    }
    int reached = 4 * progress.done() / progress.total();
    if (reached > quarters) {
      quarters = reached;
      console.note(
          "checking equivalence: %d of %d steps".formatted(progress.done(), progress.total()));
    }
  }
}
