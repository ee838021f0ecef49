package org.rank1.experiments.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.rank1.data.ImageDataset;
import org.rank1.data.ImageSet;
import org.rank1.network.FeatureShape;
import org.rank1.provenance.Sha256;

final class SyntheticTest {

  @Test
  void hasTheShapesAndCountsAskedForAndBalancedClasses() {
    ImageDataset dataset = load(new SyntheticOptions(3, 9, 13, 5, 40, 20, 7));
    assertThat(dataset.train().shape()).isEqualTo(FeatureShape.of(3, 9, 13));
    assertThat(dataset.train().count()).isEqualTo(40);
    assertThat(dataset.test().count()).isEqualTo(20);
    assertThat(dataset.classes()).isEqualTo(5);
    assertThat(dataset.test().labels()).containsOnly(0, 1, 2, 3, 4);
    assertThat(dataset.input().classNames()).doesNotHaveDuplicates();
    assertThat(dataset.origin())
        .isEqualTo("generated with seed 7 (40 training images, 20 test images)");
  }

  @Test
  void theSeedDecidesEverything() {
    byte[] first = load(new SyntheticOptions(1, 16, 16, 4, 10, 10, 1)).train().pixels();
    assertThat(load(new SyntheticOptions(1, 16, 16, 4, 10, 10, 1)).train().pixels())
        .isEqualTo(first);
    assertThat(load(new SyntheticOptions(1, 16, 16, 4, 10, 10, 2)).train().pixels())
        .isNotEqualTo(first);
    assertThat(load(new SyntheticOptions(1, 16, 16, 4, 10, 10, 1)).test().pixels())
        .isNotEqualTo(first);
    assertThat(Sha256.of(first))
        .isEqualTo("41c930cc2b8280747118f9826f8a21e62ebc14008f66316bf710c549db6c8335");
  }

  @Test
  void moreTrainingImagesLeaveTheTestImagesAsTheyAre() {
    assertThat(load(new SyntheticOptions(1, 16, 16, 4, 10, 10, 1)).test().pixels())
        .isEqualTo(load(new SyntheticOptions(1, 16, 16, 4, 99, 10, 1)).test().pixels());
  }

  @Test
  void normalizedTrainingImagesHaveMeanZeroAndDeviationOne() {
    ImageDataset dataset = load(new SyntheticOptions(2, 12, 16, 4, 50, 10, 3));
    ImageSet train = dataset.train();
    float[] values = new float[train.count() * train.shape().size()];
    for (int i = 0; i < train.count(); i++) {
      train.normalizeInto(i, dataset.input(), values, i * train.shape().size());
    }
    double sum = 0;
    double squares = 0;
    for (float value : values) {
      sum += value;
      squares += (double) value * value;
    }
    assertThat(sum / values.length).isCloseTo(0, within(1e-5));
    assertThat(squares / values.length).isCloseTo(1, within(1e-4));
  }

  @Test
  void filtersTunedToTheClassesTellThemApartAndMeanImagesDoNot() {
    ImageSet images = load(new SyntheticOptions(1, 28, 28, 10, 20, 300, 5)).test();
    int byEnergy = 0;
    for (int i = 0; i < images.count(); i++) {
      int best = 0;
      for (int label = 1; label < 10; label++) {
        best = energy(images, i, label) > energy(images, i, best) ? label : best;
      }
      byEnergy += best == images.labels()[i] ? 1 : 0;
    }
    assertThat(byEnergy).isGreaterThan(290);
    // a mean over few random phases has some phase, near which every other image is
    assertThat(byMeanImage(images)).isLessThan(200);
  }

  private static double energy(ImageSet images, int image, int label) {
    double frequency = 2 * Math.PI / Synthetic.wavelength(label);
    double re = 0;
    double im = 0;
    for (int p = 0; p < 28 * 28; p++) {
      int y = p / 28;
      double angle =
          frequency
              * (Math.cos(Synthetic.orientation(label)) * (p % 28)
                  + Math.sin(Synthetic.orientation(label)) * y);
      double value = (images.pixels()[image * 784 + p] & 0xFF) - 127.5;
      re += value * Math.cos(angle);
      im += value * Math.sin(angle);
    }
    return re * re + im * im;
  }

  /** How many of the second half are nearest to their class's mean over the first, doubled. */
  private static int byMeanImage(ImageSet images) {
    int half = images.count() / 2;
    double[][] mean = new double[10][784];
    for (int i = 0; i < half * 784; i++) {
      mean[images.labels()[i / 784]][i % 784] += (images.pixels()[i] & 0xFF) * 10.0 / half;
    }
    int right = 0;
    for (int i = half; i < images.count(); i++) {
      int best = 0;
      for (int label = 1; label < 10; label++) {
        best = distance(images, i, mean[label]) < distance(images, i, mean[best]) ? label : best;
      }
      right += best == images.labels()[i] ? 2 : 0;
    }
    return right;
  }

  private static double distance(ImageSet images, int image, double[] mean) {
    double sum = 0;
    for (int p = 0; p < 784; p++) {
      double difference = (images.pixels()[image * 784 + p] & 0xFF) - mean[p];
      sum += difference * difference;
    }
    return sum;
  }

  @Test
  void optionsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new SyntheticOptions(1, 28, 28, 33, 1, 1, 1))
        .hasMessage("illegal classes 33, must be within [2, 32]");
    assertThatThrownBy(() -> new SyntheticOptions(16, 1024, 1024, 2, 1000, 1, 1))
        .hasMessage("illegal train 1000, must be within [1, 16]");
  }

  private static ImageDataset load(SyntheticOptions options) {
    return new Synthetic(options).load(null);
  }
}
