package org.rank1.onnx.graph;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import org.rank1.filter.FloatTensor;
import org.rank1.io.InvalidInputException;

/**
 * Tensors of a model as arrays and back, for the element types we use: FLOAT, INT64, and for
 * quantized models INT8, UINT8 and INT32.
 */
public final class OnnxTensors {
  private OnnxTensors() {}

  /** A FLOAT tensor with its values as little-endian raw data. */
  public static TensorProto of(String name, FloatTensor tensor) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(4, tensor.size())).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(tensor.data());
    TensorProto.Builder builder =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(DataType.FLOAT.getNumber())
            .setRawData(UnsafeByteOperations.unsafeWrap(bytes.array()));
    tensor.shape().forEach(extent -> builder.addDims(extent));
    return builder.build();
  }

  /** An INT64 tensor of one axis with its values as little-endian raw data. */
  public static TensorProto of(String name, long... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(8, values.length)).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(DataType.INT64.getNumber())
        .addDims(values.length)
        .setRawData(UnsafeByteOperations.unsafeWrap(bytes.array()))
        .build();
  }

  /** A FLOAT tensor of one axis. */
  public static TensorProto of(String name, float[] values) {
    return of(name, FloatTensor.of(List.of(values.length), values));
  }

  /** A FLOAT tensor without axes. */
  public static TensorProto scalar(String name, float value) {
    return of(name, FloatTensor.filled(List.of(), value));
  }

  /** An INT8 tensor; the bytes are not copied. */
  public static TensorProto of(String name, List<Integer> shape, byte[] values) {
    if (FloatTensor.sizeOf(shape) != values.length) {
      throw new IllegalArgumentException(
          "A tensor of shape " + shape + " does not have " + values.length + " values");
    }
    TensorProto.Builder builder = raw(name, DataType.INT8, values);
    shape.forEach(extent -> builder.addDims(extent));
    return builder.build();
  }

  /** A UINT8 tensor without axes. */
  public static TensorProto unsignedByteScalar(String name, int value) {
    return raw(name, DataType.UINT8, new byte[] {(byte) value}).build();
  }

  /** An INT32 tensor of one axis with its values as little-endian raw data. */
  public static TensorProto of(String name, int[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(4, values.length)).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(values);
    return raw(name, DataType.INT32, bytes.array()).addDims(values.length).build();
  }

  private static TensorProto.Builder raw(String name, DataType type, byte[] bytes) {
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(type.getNumber())
        .setRawData(UnsafeByteOperations.unsafeWrap(bytes));
  }

  /**
   * The values of a FLOAT tensor.
   *
   * @param place what to call the tensor's owner in an error
   * @throws InvalidInputException if it has another type or its dimensions and values do not fit
   */
  public static FloatTensor floats(TensorProto tensor, String place) {
    require(tensor, DataType.FLOAT, place);
    FloatTensor result =
        FloatTensor.zeros(tensor.getDimsList().stream().map(Math::toIntExact).toList());
    if (tensor.hasRawData()) {
      tensor
          .getRawData()
          .asReadOnlyByteBuffer()
          .order(ByteOrder.LITTLE_ENDIAN)
          .asFloatBuffer()
          .get(result.data());
    } else {
      for (int i = 0; i < result.size(); i++) {
        result.data()[i] = tensor.getFloatData(i);
      }
    }
    return result;
  }

  /**
   * The values of an INT64 tensor, row-major.
   *
   * @param place what to call the tensor's owner in an error
   * @throws InvalidInputException if it has another type or its dimensions and values do not fit
   */
  public static long[] longs(TensorProto tensor, String place) {
    require(tensor, DataType.INT64, place);
    long[] result = new long[Math.toIntExact(elements(tensor))];
    if (tensor.hasRawData()) {
      tensor
          .getRawData()
          .asReadOnlyByteBuffer()
          .order(ByteOrder.LITTLE_ENDIAN)
          .asLongBuffer()
          .get(result);
    } else {
      for (int i = 0; i < result.length; i++) {
        result[i] = tensor.getInt64Data(i);
      }
    }
    return result;
  }

  /**
   * The values of an INT8, UINT8, INT32 or INT64 tensor, row-major; bytes without a sign count from
   * 0 to 255.
   *
   * @param place what to call the tensor's owner in an error
   * @throws InvalidInputException if it has another type or its dimensions and values do not fit
   */
  public static long[] integers(TensorProto tensor, String place) {
    DataType type = DataType.forNumber(tensor.getDataType());
    if (type == null || !isInteger(tensor)) {
      throw new InvalidInputException(
          "Tensor \"%s\" of %s has element type %s, expected INT8, UINT8, INT32 or INT64."
              .formatted(tensor.getName(), place, typeName(tensor)));
    }
    if (type == DataType.INT64) {
      return longs(tensor, place);
    }
    require(tensor, type, place);
    long[] result = new long[Math.toIntExact(elements(tensor))];
    // A slice: in a model read from a file the buffer begins where the file does.
    ByteBuffer raw =
        tensor.getRawData().asReadOnlyByteBuffer().slice().order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < result.length; i++) {
      int value =
          !tensor.hasRawData()
              ? tensor.getInt32Data(i)
              : type == DataType.INT32 ? raw.getInt(4 * i) : raw.get(i);
      result[i] = type == DataType.UINT8 ? value & 0xFF : value;
    }
    return result;
  }

  /** Whether the elements of a tensor are integers that {@link #integers} reads. */
  public static boolean isInteger(TensorProto tensor) {
    DataType type = DataType.forNumber(tensor.getDataType());
    return type != null && type != DataType.FLOAT && width(type) > 0;
  }

  /** Bytes per element in raw data, 0 for types whose values we do not read. */
  private static int width(DataType type) {
    return switch (type) {
      case INT8, UINT8 -> 1;
      case FLOAT, INT32 -> 4;
      case INT64 -> 8;
      default -> 0;
    };
  }

  private static void require(TensorProto tensor, DataType type, String place) {
    if (tensor.getDataType() != type.getNumber()) {
      throw new InvalidInputException(
          "Tensor \"%s\" of %s has element type %s, expected %s."
              .formatted(tensor.getName(), place, typeName(tensor), type));
    }
    payloadProblem(tensor)
        .ifPresent(
            problem -> {
              throw new InvalidInputException(
                  "Tensor \"%s\" of %s: %s.".formatted(tensor.getName(), place, problem));
            });
  }

  private static String typeName(TensorProto tensor) {
    DataType type = DataType.forNumber(tensor.getDataType());
    return type == null ? String.valueOf(tensor.getDataType()) : type.name();
  }

  /**
   * What keeps a tensor's declared dimensions from fitting its values, if anything; nothing is
   * allocated to find out. Of element types that we do not read only the dimensions are looked at.
   */
  public static Optional<String> payloadProblem(TensorProto tensor) {
    DataType type = DataType.forNumber(tensor.getDataType());
    if (type == null || type == DataType.UNDEFINED) {
      return Optional.of("it has no legal element type (" + tensor.getDataType() + ")");
    }
    List<Long> dims = tensor.getDimsList();
    if (dims.stream().anyMatch(extent -> extent < 0 || extent > Integer.MAX_VALUE)) {
      return Optional.of("illegal dimensions " + dims + ", must be from 0 to 2147483647");
    }
    long elements = elements(tensor);
    if (elements > Integer.MAX_VALUE) {
      return Optional.of("dimensions " + dims + " have more than 2147483647 elements");
    }
    if (tensor.hasSegment()
        || tensor.getDataLocation() == DataLocation.EXTERNAL
        || tensor.getExternalDataCount() > 0) {
      return Optional.of("its values lie elsewhere (a segment or external data)");
    }
    int width = width(type);
    if (width == 0) {
      return Optional.empty();
    }
    int typed =
        switch (type) {
          case FLOAT -> tensor.getFloatDataCount();
          case INT64 -> tensor.getInt64DataCount();
          default -> tensor.getInt32DataCount();
        };
    if (tensor.hasRawData() && typed > 0) {
      return Optional.of("it has its values twice, raw and typed");
    }
    long present = tensor.hasRawData() ? tensor.getRawData().size() : (long) typed * width;
    return present == elements * width
        ? Optional.empty()
        : Optional.of(
            "dimensions %s need %d bytes, it has %d".formatted(dims, elements * width, present));
  }

  /** The product of the dimensions, or more than {@code int} holds if it exceeds that. */
  private static long elements(TensorProto tensor) {
    long elements = 1;
    for (long extent : tensor.getDimsList()) {
      if (extent == 0) {
        return 0;
      }
      elements = elements > Integer.MAX_VALUE ? elements : elements * extent;
    }
    return elements;
  }
}
