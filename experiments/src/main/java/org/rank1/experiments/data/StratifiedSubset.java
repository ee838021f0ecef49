package org.rank1.experiments.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.rank1.data.ImageSet;

/**
 * A subset with equally many images of every class that occurs, drawn without replacement, in the
 * order of the original.
 *
 * @param perClass images of each class, at least 1
 * @param seed the same seed draws the same images on every platform
 */
record StratifiedSubset(int perClass, long seed) {
  /** Checks the range given above. */
  public StratifiedSubset {
    if (perClass < 1) {
      throw new IllegalArgumentException("illegal perClass " + perClass + ", must be at least 1");
    }
  }

  /**
   * The subset of a set.
   *
   * @throws IllegalArgumentException if a class has too few images
   */
  public ImageSet of(ImageSet images) {
    return images.subset(indices(images.labels()));
  }

  /** The indices drawn, ascending. */
  int[] indices(int[] labels) {
    Map<Integer, List<Integer>> byClass = new TreeMap<>();
    for (int i = 0; i < labels.length; i++) {
      byClass.computeIfAbsent(labels[i], label -> new ArrayList<>()).add(i);
    }
    Random random = new Random(seed); // its algorithm, unlike newer ones', is part of its contract
    List<Integer> kept = new ArrayList<>();
    byClass.forEach(
        (label, members) -> {
          if (members.size() < perClass) {
            throw new IllegalArgumentException(
                "illegal perClass %d, class %d has only %d images"
                    .formatted(perClass, label, members.size()));
          }
          Collections.shuffle(members, random);
          kept.addAll(members.subList(0, perClass));
        });
    int[] indices = kept.stream().mapToInt(Integer::intValue).toArray();
    Arrays.sort(indices);
    return indices;
  }
}
