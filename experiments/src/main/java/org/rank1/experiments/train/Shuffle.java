package org.rank1.experiments.train;

import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Random orders by Fisher and Yates: every permutation is equally likely. */
final class Shuffle {
  private Shuffle() {}

  /** A permutation of {@code 0 … count-1}. */
  static int[] permutation(int count, RandomGenerator random) {
    int[] order = IntStream.range(0, count).toArray();
    for (int i = count - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }
}
