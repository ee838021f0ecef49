package org.rank1.experiments.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.rank1.data.ImageSet;
import org.rank1.network.FeatureShape;
import org.rank1.network.InputContract;
import org.rank1.ops.device.Engines;

class TrainingPartsTest {
  @Test
  void everyOrderIsAboutEquallyLikely() {
    SplittableRandom random = new SplittableRandom(5);
    Map<String, Integer> seen = new HashMap<>();
    for (int i = 0; i < 24_000; i++) {
      seen.merge(java.util.Arrays.toString(Shuffle.permutation(4, random)), 1, Integer::sum);
    }
    // 24 orders, 1000 each expected; five standard deviations are 155.
    assertThat(seen).hasSize(24);
    assertThat(seen.values()).allMatch(count -> Math.abs(count - 1000) < 155);
  }

  @Test
  void batchesAreNormalizedChannelsFirstAndCoverEveryImageOnce() {
    ImageSet images =
        new ImageSet(
            FeatureShape.of(2, 1, 3),
            new byte[] {0, 10, 1, 11, 2, 12, 100, 110, 101, 111, 102, 112, -1, -2, -3, -4, -5, -6},
            new int[] {7, 8, 9});
    InputContract contract =
        new InputContract(
            List.of(0.5, 0.25),
            List.of(0.5, 0.125),
            List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j"));
    Batches batches = new Batches(images, contract, new int[] {2, 0, 1}, 2);
    // A last batch of one image would have no variance in a batch norm: it joins the one before.
    assertThat(batches.count()).isEqualTo(1);
    try (NDManager manager = Engines.open("cpu", 1, 0);
        BatchFeed feed = new BatchFeed(batches, null)) {
      BatchBuffer batch = feed.next();
      float[] values = batch.images(manager).toFloatArray();
      assertThat(batch.images(manager).getShape().getShape()).containsExactly(3, 2, 1, 3);
      assertThat(batch.labels(manager).toLongArray()).containsExactly(9, 7, 8);
      float[] expected = new float[18];
      int[] order = {2, 0, 1};
      for (int i = 0; i < 3; i++) {
        images.normalizeInto(order[i], contract, expected, i * 6);
      }
      assertThat(values).containsExactly(expected);
      // Second image of the batch, first channel, first pixel: byte 0.
      assertThat(values[6]).isEqualTo((0 / 255f - 0.5f) / 0.5f);
    }
  }
}
