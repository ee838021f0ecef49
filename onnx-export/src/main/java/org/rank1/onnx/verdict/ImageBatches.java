package org.rank1.onnx.verdict;

import java.util.ArrayList;
import java.util.List;
import org.rank1.filter.FloatTensor;
import org.rank1.io.InvalidInputException;

/** Images, given one by one or as batches, fed in the batch size a model wants. */
final class ImageBatches {
  private final List<Integer> imageShape;
  private final int imageSize;
  private final float[] images;
  private final int count;

  /**
   * Over all images of all tensors.
   *
   * @param tensors each {@code [n, ...]}
   * @throws InvalidInputException if there is no image, or a tensor does not fit the model
   */
  ImageBatches(List<FloatTensor> tensors, ModelSignature signature) {
    int size = 0;
    for (FloatTensor tensor : tensors) {
      if (!signature.accepts(tensor.shape())
          || !tensor.shape().subList(1, tensor.order()).equals(tail(tensors.get(0)))) {
        throw new InvalidInputException(
            "An input has shape %s, the models want %s."
                .formatted(tensor.shape(), signature.shapeText()));
      }
      size = Math.addExact(size, tensor.size());
    }
    if (size == 0) {
      throw new InvalidInputException("There is no input to compare the models on.");
    }
    imageShape = tail(tensors.get(0));
    imageSize = FloatTensor.sizeOf(imageShape);
    count = size / imageSize;
    images = new float[size];
    int to = 0;
    for (FloatTensor tensor : tensors) {
      System.arraycopy(tensor.data(), 0, images, to, tensor.size());
      to += tensor.size();
    }
  }

  private static List<Integer> tail(FloatTensor tensor) {
    return tensor.shape().subList(1, tensor.order());
  }

  int count() {
    return count;
  }

  /** A batch that starts at an image; after the last image come the first ones again. */
  FloatTensor batch(int from, int size) {
    List<Integer> shape = new ArrayList<>(List.of(size));
    shape.addAll(imageShape);
    FloatTensor batch = FloatTensor.zeros(shape);
    for (int i = 0; i < size; i++) {
      int image = (from + i) % count;
      System.arraycopy(images, image * imageSize, batch.data(), i * imageSize, imageSize);
    }
    return batch;
  }
}
