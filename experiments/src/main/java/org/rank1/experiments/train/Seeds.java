package org.rank1.experiments.train;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * The seeds of everything random in a run, each derived from the run's seed and from where it is
 * used, so that training can go on anywhere without a generator whose state would have to be kept.
 *
 * @param seed of the run
 */
record Seeds(long seed) {
  /** What randomness is for; equal places of different uses are independent. */
  private enum Use {
    START(1),
    ORDER(2),
    STEP(3),
    REFRESH(4);

    private final long number;

    Use(long number) {
      this.number = number;
    }
  }

  /** Draws the tensors to start from. */
  RandomGenerator start() {
    return generator(Use.START, 0);
  }

  /**
   * The order of images.
   *
   * @param epoch from 0
   */
  int[] order(int epoch, int images) {
    return Shuffle.permutation(images, generator(Use.ORDER, epoch));
  }

  /**
   * The engine's seed, for dropout.
   *
   * @param step from 0, of the run
   */
  int step(long step) {
    return engine(Use.STEP, step);
  }

  /**
   * The engine's seed while batch norms see images again.
   *
   * @param epoch from 1
   */
  int refresh(int epoch) {
    return engine(Use.REFRESH, epoch);
  }

  private int engine(Use use, long place) {
    return generator(use, place).nextInt(Integer.MAX_VALUE);
  }

  private SplittableRandom generator(Use use, long place) {
    return new SplittableRandom(mixed(mixed(mixed(seed) ^ use.number) ^ place));
  }

  /** The finalizer of SplitMix64 (Steele, Lea, Flood 2014): every bit depends on every bit. */
  private static long mixed(long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
