package org.rank1.experiments.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How often images of one class were taken for another.
 *
 * @param classNames the classes
 * @param counts {@code counts[i][j]} images of class i were taken for class j
 */
public record ConfusionMatrix(List<String> classNames, List<List<Integer>> counts) {
  /** Copies and checks that every class has a row and a column. */
  public ConfusionMatrix {
    classNames = List.copyOf(classNames);
    counts = counts.stream().map(List::copyOf).toList();
    int classes = classNames.size();
    if (counts.size() != classes || counts.stream().anyMatch(row -> row.size() != classes)) {
      throw new IllegalArgumentException(
          "illegal counts, must be %d rows of %d for as many classes".formatted(classes, classes));
    }
  }

  /**
   * Counts.
   *
   * @param labels the true class of every image
   * @param predicted the class each was taken for
   */
  public static ConfusionMatrix of(List<String> classNames, int[] labels, int[] predicted) {
    int[][] counts = new int[classNames.size()][classNames.size()];
    for (int i = 0; i < labels.length; i++) {
      counts[labels[i]][predicted[i]]++;
    }
    List<List<Integer>> rows = new ArrayList<>();
    for (int[] row : counts) {
      rows.add(Arrays.stream(row).boxed().toList());
    }
    return new ConfusionMatrix(classNames, rows);
  }

  /** The share of images on the diagonal, in [0, 1]; 0 where there are none. */
  public double accuracy() {
    long all = 0;
    long right = 0;
    for (int i = 0; i < counts.size(); i++) {
      right += counts.get(i).get(i);
      all += counts.get(i).stream().mapToLong(Integer::longValue).sum();
    }
    return all == 0 ? 0 : (double) right / all;
  }
}
