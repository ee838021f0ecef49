package org.rank1.experiments.train;

import java.nio.file.Path;
import java.util.Properties;
import org.rank1.io.InvalidInputException;

/**
 * The right to train in this process, for one run at a time: the engine records one gradient at a
 * time for all threads, and seeds one generator. It is kept where all class loaders of a process
 * meet, among the system properties.
 */
final class TrainingTurn implements AutoCloseable {
  private static final String PROPERTY = "org.rank1.training";

  private final Properties process;

  private TrainingTurn(Properties process) {
    this.process = process;
  }

  /**
   * Takes it.
   *
   * @param run what is to be trained, for people
   * @throws InvalidInputException if another training goes on
   */
  static TrainingTurn take(Path run) {
    Properties process = System.getProperties();
    Object other = process.putIfAbsent(PROPERTY, run.toString());
    if (other != null) {
      throw new InvalidInputException(
          "This process is already training, into \"%s\", and can train one run at a time; wait until that ends, or train \"%s\" in another process."
              .formatted(other, run));
    }
    return new TrainingTurn(process);
  }

  @Override
  public void close() {
    process.remove(PROPERTY);
  }
}
