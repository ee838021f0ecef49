package org.rank1.experiments.validate;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.rank1.data.ImageSet;
import org.rank1.filter.FloatTensor;
import org.rank1.network.InputContract;

/** Batches to feed to exported models. */
public final class ModelInputs {
  private ModelInputs() {}

  /** The first images, normalized, {@code [n, C, spatial...]}. */
  public static FloatTensor images(ImageSet images, InputContract contract, int count) {
    return images(images, contract, 0, Math.min(count, images.count()));
  }

  /** Some images from one on, normalized, {@code [n, C, spatial...]}. */
  public static FloatTensor images(ImageSet images, InputContract contract, int from, int count) {
    FloatTensor batch = FloatTensor.zeros(batched(count, images.shape().extents()));
    for (int i = 0; i < count; i++) {
      images.normalizeInto(from + i, contract, batch.data(), i * images.shape().size());
    }
    return batch;
  }

  /**
   * Standard normal numbers, {@code [n, extents...]}; the same seed gives the same numbers.
   *
   * @param extents of one example
   */
  public static FloatTensor random(List<Integer> extents, int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    FloatTensor batch = FloatTensor.zeros(batched(count, extents));
    for (int i = 0; i < batch.size(); i++) {
      batch.data()[i] = (float) random.nextGaussian();
    }
    return batch;
  }

  /** Random raw pixels, whole numbers from 0 to 255; otherwise as {@link #random}. */
  public static FloatTensor randomPixels(List<Integer> extents, int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    FloatTensor batch = FloatTensor.zeros(batched(count, extents));
    for (int i = 0; i < batch.size(); i++) {
      batch.data()[i] = random.nextInt(256);
    }
    return batch;
  }

  private static List<Integer> batched(int count, List<Integer> extents) {
    List<Integer> shape = new ArrayList<>(List.of(count));
    shape.addAll(extents);
    return shape;
  }
}
