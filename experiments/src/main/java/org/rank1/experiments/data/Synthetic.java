package org.rank1.experiments.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.rank1.data.DatasetProvider;
import org.rank1.data.ImageDataset;
import org.rank1.data.ImageSet;
import org.rank1.network.FeatureShape;

/**
 * Gratings in noise, one orientation and wavelength per class. Phase, contrast and the gain of each
 * channel are random, so that single pixels say nothing of the class but small filters do.
 */
public final class Synthetic implements DatasetProvider {
  /** The part's name. */
  public static final String NAME = "synthetic";

  private static final int ORIENTATIONS = 8;
  private static final double[] WAVELENGTHS = {4, 6, 9, 13.5};
  private static final double NOISE = 20;

  private final SyntheticOptions options;

  /** The data set. */
  public Synthetic(SyntheticOptions options) {
    this.options = options;
  }

  /** The images; the folder is not used. */
  @Override
  public ImageDataset load(@Nullable Path folder) {
    Random seeds = new Random(options.seed());
    ImageSet train = images(options.train(), new Random(seeds.nextLong()));
    ImageSet test = images(options.test(), new Random(seeds.nextLong()));
    return new ImageDataset(
        NAME,
        String.format(
            Locale.ROOT,
            "generated with seed %d (%d training images, %d test images)",
            options.seed(),
            train.count(),
            test.count()),
        train,
        test,
        Normalization.of(
            train, IntStream.range(0, options.classes()).mapToObj(Synthetic::className).toList()));
  }

  private static String className(int label) {
    return String.format(
        Locale.ROOT,
        "%.1f degrees, %.1f pixels",
        180.0 * (label % ORIENTATIONS) / ORIENTATIONS,
        wavelength(label));
  }

  /** The direction in which the grating of a class changes, in radians. */
  static double orientation(int label) {
    return Math.PI * (label % ORIENTATIONS) / ORIENTATIONS;
  }

  /** Pixels per period. */
  static double wavelength(int label) {
    return WAVELENGTHS[label / ORIENTATIONS];
  }

  private ImageSet images(int count, Random random) {
    FeatureShape shape = FeatureShape.of(options.channels(), options.height(), options.width());
    byte[] pixels = new byte[count * shape.size()];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = i % options.classes();
      draw(labels[i], random, pixels, i * shape.size());
    }
    return new ImageSet(shape, pixels, labels);
  }

  private void draw(int label, Random random, byte[] pixels, int offset) {
    double frequency = 2 * Math.PI / wavelength(label);
    double across = frequency * StrictMath.cos(orientation(label));
    double down = frequency * StrictMath.sin(orientation(label));
    double phase = 2 * Math.PI * random.nextDouble();
    List<Double> amplitudes = new ArrayList<>();
    for (int c = 0; c < options.channels(); c++) {
      amplitudes.add(40 + 50 * random.nextDouble());
    }
    int next = offset;
    for (int y = 0; y < options.height(); y++) {
      for (int x = 0; x < options.width(); x++) {
        double wave = StrictMath.cos(across * x + down * y + phase);
        for (double amplitude : amplitudes) {
          double value = 127.5 + amplitude * wave + NOISE * random.nextGaussian();
          pixels[next++] = (byte) Math.max(0, Math.min(255, Math.round(value)));
        }
      }
    }
  }
}
