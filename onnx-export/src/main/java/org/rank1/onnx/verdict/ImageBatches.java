package org.rank1.onnx.verdict;

import java.util.ArrayList;
import java.util.List;
import org.rank1.filter.FloatTensor;
import org.rank1.io.InvalidInputException;
import org.rank1.onnx.model.ModelSignature;

/** Images, given one by one or as batches, fed in the batch size a model wants. */
public final class ImageBatches {
  private final List<Integer> imageShape;
  private final int imageSize;
  private final List<FloatTensor> tensors;
  private final int count;

  /**
   * Over all images of all tensors.
   *
   * @param tensors each {@code [n, ...]}
   * @throws InvalidInputException if there is no image, or a tensor does not fit the model
   */
  public ImageBatches(List<FloatTensor> tensors, ModelSignature signature) {
    long size = 0;
    for (FloatTensor tensor : tensors) {
      if (!signature.accepts(tensor.shape())
          || !tensor.shape().subList(1, tensor.order()).equals(tail(tensors.get(0)))) {
        throw new InvalidInputException(
            "An input has shape %s, the models want %s."
                .formatted(tensor.shape(), signature.shapeText()));
      }
      size += tensor.size();
    }
    if (size == 0) {
      throw new InvalidInputException("There is no input to compare the models on.");
    }
    imageShape = tail(tensors.get(0));
    imageSize = FloatTensor.sizeOf(imageShape);
    count = Math.toIntExact(size / imageSize);
    this.tensors = List.copyOf(tensors);
  }

  private static List<Integer> tail(FloatTensor tensor) {
    return tensor.shape().subList(1, tensor.order());
  }

  /** How many images there are. */
  public int count() {
    return count;
  }

  /** A batch that starts at an image; after the last image come the first ones again. */
  public FloatTensor batch(int from, int size) {
    List<Integer> shape = new ArrayList<>(List.of(size));
    shape.addAll(imageShape);
    FloatTensor batch = FloatTensor.zeros(shape);
    for (int i = 0; i < size; i++) {
      copy((from + i) % count, batch.data(), i * imageSize);
    }
    return batch;
  }

  private void copy(int image, float[] target, int offset) {
    int left = image;
    for (FloatTensor tensor : tensors) {
      int own = tensor.size() / imageSize;
      if (left < own) {
        System.arraycopy(tensor.data(), left * imageSize, target, offset, imageSize);
        return;
      }
      left -= own;
    }
  }
}
