package org.rank1.experiments.analyze;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.rank1.filter.FloatTensor;
import org.rank1.io.InvalidInputException;

/** Collects the singular values of one value's feature maps, image by image. */
final class FeatureMaps {
  /** Multiply-adds for one value, a few seconds. */
  private static final long WORK = 500_000_000L;

  private final String value;
  private final List<Integer> shape;
  private final int most;
  private final SpectrumMean spatial;
  private final @Nullable GramMatrix gram;
  private int images;

  /**
   * @param shape {@code [C, spatial...]} of one image
   * @param images how many there will be at most
   */
  FeatureMaps(String value, List<Integer> shape, int images, double threshold) {
    if (shape.size() < 2 || shape.contains(0)) {
      throw new InvalidInputException(
          "The value \"%s\" has shape %s without spatial axes, it is no feature map."
              .formatted(value, shape));
    }
    this.value = value;
    this.shape = List.copyOf(shape);
    this.most = affordable(shape, images);
    this.spatial = new SpectrumMean(Math.min(rows(), columns()), threshold);
    this.gram = channels() <= GramMatrix.MOST_ROWS ? new GramMatrix(channels()) : null;
  }

  /** How many images of a shape are looked at: where maps are large, fewer than there are. */
  static int affordable(List<Integer> shape, int images) {
    double rows = shape.get(1);
    double columns = FloatTensor.sizeOf(shape.subList(2, shape.size()));
    double channels = shape.get(0);
    double decompositions = 4 * Math.min(rows, columns) * rows * columns * channels;
    double products = channels * channels * rows * columns / 2;
    return (int) Math.max(1, Math.min(images, WORK / (decompositions + products)));
  }

  private int channels() {
    return shape.get(0);
  }

  private int rows() {
    return shape.get(1);
  }

  private int columns() {
    return FloatTensor.sizeOf(shape.subList(2, shape.size()));
  }

  /** Whether further images are looked at. */
  boolean wantsMore() {
    return images < most;
  }

  /**
   * Adds an image of a batch.
   *
   * @param batch {@code [N, C, spatial...]}
   */
  void add(FloatTensor batch, int image) {
    int positions = rows() * columns();
    int from = image * channels() * positions;
    for (double[] values : of(batch, from, rows(), columns(), channels())) {
      spatial.add(values);
    }
    if (gram != null) {
      gram.add(batch.data(), from, positions, 1, positions);
    }
    images++;
  }

  /** The singular values of consecutive matrices. */
  private static List<double[]> of(FloatTensor data, int from, int rows, int columns, int count) {
    int size = rows * columns;
    return IntStream.range(0, count)
        .parallel()
        .mapToObj(
            i -> SingularValues.of(widened(data.data(), from + i * size, size), rows, columns))
        .toList();
  }

  /** A part of an array in double precision. */
  static double[] widened(float[] data, int from, int size) {
    double[] wide = new double[size];
    for (int i = 0; i < size; i++) {
      wide[i] = data[from + i];
    }
    return wide;
  }

  /** All so far, at least one image. */
  MapSpectra spectra(double threshold) {
    Spectrum filters = null;
    if (gram != null) {
      SpectrumMean mean = new SpectrumMean(channels(), threshold);
      mean.add(gram.singularValues());
      filters = mean.spectrum();
    }
    return new MapSpectra(value, shape, images, spatial.spectrum(), filters);
  }
}
