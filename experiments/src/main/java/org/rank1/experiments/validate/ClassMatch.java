package org.rank1.experiments.validate;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.rank1.data.ImageDataset;
import org.rank1.data.ImageSet;
import org.rank1.io.InvalidInputException;

/**
 * The classes of a data set found among those of a model by name: their places mean nothing from
 * one data set to the next.
 */
public final class ClassMatch {
  /** More names say no more. */
  private static final int MOST_SHOWN = 20;

  private ClassMatch() {}

  /**
   * The labels of images as places among a model's classes.
   *
   * @param place what to call the model in an error
   * @param ofModel names of the model's classes
   * @param data whose images they are
   * @param images some of its images
   * @throws InvalidInputException if an image is of a class that the model lacks, or has twice
   */
  public static int[] labels(
      String place, List<String> ofModel, ImageDataset data, ImageSet images) {
    List<String> ofData = data.input().classNames();
    if (ofModel.equals(ofData)) {
      return images.labels();
    }
    int[] places = new int[ofData.size()];
    Arrays.stream(images.labels())
        .distinct()
        .forEach(label -> places[label] = find(place, ofModel, data.name(), ofData.get(label)));
    return Arrays.stream(images.labels()).map(label -> places[label]).toArray();
  }

  private static int find(String place, List<String> ofModel, String source, String wanted) {
    if (Collections.frequency(ofModel, wanted) == 1) {
      return ofModel.indexOf(wanted);
    }
    throw new InvalidInputException(
        "Images of \"%s\" are of the class \"%s\", which %s %s; its classes are %s. Name another data set with --dataset."
            .formatted(
                source,
                wanted,
                place,
                ofModel.contains(wanted) ? "has more than once" : "does not have",
                shown(ofModel)));
  }

  private static String shown(List<String> names) {
    return names.size() <= MOST_SHOWN
        ? String.join(", ", names)
        : "%s and %d more"
            .formatted(String.join(", ", names.subList(0, MOST_SHOWN)), names.size() - MOST_SHOWN);
  }
}
