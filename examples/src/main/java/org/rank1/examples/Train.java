package org.rank1.examples;

import java.nio.file.Path;
import org.rank1.Rank1;
import org.rank1.experiments.train.TrialResult;

/** Trains a rank-1 network on the embedded images: {@code Train runs/mine}. */
public final class Train {
  private Train() {}

  /**
   * Trains, and says how well it went.
   *
   * @param arguments the folder of the run, then settings as after {@code ./rank1 train}
   */
  public static void main(String... arguments) {
    String[] settings = new String[arguments.length - 1];
    System.arraycopy(arguments, 1, settings, 0, settings.length);

    TrialResult run = Rank1.create().train(Path.of(arguments[0]), settings);

    System.out.printf("accuracy %.4f on %d test images%n", run.accuracy(), run.testImages());
  }
}
