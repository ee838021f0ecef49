package org.rank1.onnx.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rank1.filter.FloatTensor;
import org.rank1.io.InvalidInputException;

/** Named tensors in direct buffers that native code reads and writes in place. */
final class NativeTensors implements AutoCloseable {
  private final Map<String, OnnxTensor> tensors;

  private NativeTensors(Map<String, OnnxTensor> tensors) {
    this.tensors = tensors;
  }

  /** Copies every tensor once, to outside the heap. */
  static NativeTensors of(OrtEnvironment environment, Map<String, FloatTensor> values)
      throws OrtException {
    NativeTensors made = new NativeTensors(new LinkedHashMap<>());
    try {
      for (Map.Entry<String, FloatTensor> value : values.entrySet()) {
        made.tensors.put(value.getKey(), copy(environment, value.getKey(), value.getValue()));
      }
      return made;
    } catch (OrtException | InvalidInputException e) {
      made.close();
      throw e;
    }
  }

  private static OnnxTensor copy(OrtEnvironment environment, String name, FloatTensor value)
      throws OrtException {
    if (value.size() > Integer.MAX_VALUE / Float.BYTES) {
      throw new InvalidInputException(
          "Tensor \"%s\" of shape %s has 2 GiB or more, the limit of a buffer."
              .formatted(name, value.shape()));
    }
    FloatBuffer buffer =
        ByteBuffer.allocateDirect(value.size() * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    buffer.put(value.data()).rewind();
    long[] shape = value.shape().stream().mapToLong(Integer::longValue).toArray();
    return OnnxTensor.createTensor(environment, buffer, shape);
  }

  /** A copy of a native tensor on the heap. */
  static FloatTensor read(OnnxTensor tensor) {
    List<Integer> shape = new ArrayList<>();
    for (long extent : tensor.getInfo().getShape()) {
      shape.add(Math.toIntExact(extent));
    }
    FloatTensor read = FloatTensor.zeros(List.copyOf(shape));
    if (read.size() > 0) {
      tensor.getFloatBuffer().get(read.data());
    }
    return read;
  }

  Map<String, OnnxTensor> tensors() {
    return tensors;
  }

  @Override
  public void close() {
    tensors.values().forEach(OnnxTensor::close);
  }
}
