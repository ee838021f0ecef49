package com.example.rank1;

import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.rank1.data.DatasetProvider;
import org.rank1.data.ImageDataset;
import org.rank1.data.ImageSet;
import org.rank1.network.FeatureShape;
import org.rank1.network.InputContract;

/** Noisy stripes in four directions, at random phases; the direction is the class. */
public final class Stripes implements DatasetProvider {
  /** The name under which the data set is bound. */
  public static final String NAME = "stripes";

  private static final List<String> CLASSES =
      List.of("horizontal", "vertical", "falling", "rising");
  private static final int PERIOD = 6;

  private final StripesOptions options;

  /** Takes its options. */
  public Stripes(StripesOptions options) {
    this.options = options;
  }

  /** The images; the folder is not used. */
  @Override
  public ImageDataset load(Path folder) {
    SplittableRandom random = new SplittableRandom(options.seed());
    ImageSet train = images(options.train(), random.split());
    ImageSet test = images(options.test(), random.split());
    return new ImageDataset(
        NAME, "generated with seed " + options.seed(), train, test, contract(train.pixels()));
  }

  private ImageSet images(int count, SplittableRandom random) {
    int size = options.size();
    byte[] pixels = new byte[count * size * size];
    int[] labels = new int[count];
    for (int n = 0; n < count; n++) {
      labels[n] = n % CLASSES.size();
      int phase = random.nextInt(PERIOD);
      for (int y = 0; y < size; y++) {
        for (int x = 0; x < size; x++) {
          int along =
              switch (labels[n]) {
                case 0 -> y;
                case 1 -> x;
                case 2 -> x - y + size;
                default -> x + y;
              };
          int bright = (along + phase) % PERIOD < PERIOD / 2 ? 180 : 60;
          pixels[(n * size + y) * size + x] = (byte) (bright + random.nextInt(-50, 51));
        }
      }
    }
    return new ImageSet(FeatureShape.of(1, size, size), pixels, labels);
  }

  /** Mean and deviation of pixels scaled to [0, 1]. */
  private static InputContract contract(byte[] pixels) {
    double sum = 0;
    double squares = 0;
    for (byte pixel : pixels) {
      double value = (pixel & 0xFF) / 255.0;
      sum += value;
      squares += value * value;
    }
    double mean = sum / pixels.length;
    double deviation = Math.sqrt(squares / pixels.length - mean * mean);
    return new InputContract(List.of(mean), List.of(deviation), CLASSES);
  }
}
