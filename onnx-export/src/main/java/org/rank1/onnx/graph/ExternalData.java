package org.rank1.onnx.graph;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.rank1.io.InvalidInputException;

/**
 * Weights that lie in files beside the model's own, as PyTorch writes them, taken into the model.
 * They are read from the model's folder only: a location that is absolute, goes up, or leads out of
 * the folder through a link is refused. Sizes are checked before anything is allocated.
 */
final class ExternalData {
  private static final long MOST = Integer.MAX_VALUE - 8;

  private final Path model;
  private long bytes;

  /**
   * The external data of a model.
   *
   * @param model the model's own file
   * @param bytes that the model has without it
   */
  ExternalData(Path model, long bytes) {
    this.model = model;
    this.bytes = bytes;
  }

  static boolean isExternal(TensorProto tensor) {
    return tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL
        || tensor.getExternalDataCount() > 0;
  }

  /**
   * The model with all initializers inside.
   *
   * @throws InvalidInputException if a tensor's location or size is not legal
   */
  ModelProto inline(ModelProto proto) throws IOException {
    ModelProto.Builder whole = proto.toBuilder();
    GraphProto.Builder graph = whole.getGraphBuilder();
    for (int i = 0; i < graph.getInitializerCount(); i++) {
      TensorProto tensor = graph.getInitializer(i);
      if (isExternal(tensor)) {
        graph.setInitializer(i, read(tensor));
      }
    }
    return whole.build();
  }

  private TensorProto read(TensorProto tensor) throws IOException {
    Map<String, String> entries = new HashMap<>();
    for (StringStringEntryProto entry : tensor.getExternalDataList()) {
      entries.put(entry.getKey(), entry.getValue());
    }
    long size = size(tensor);
    Path file = located(tensor, entries.getOrDefault("location", ""));
    long offset = number(tensor, entries, "offset", 0);
    long length = number(tensor, entries, "length", size);
    long there = Files.size(file);
    if (length != size || offset > there - length) {
      throw refused(
          tensor,
          "dimensions %s need %d bytes, it says %d from %d on of the %d bytes of \"%s\""
              .formatted(tensor.getDimsList(), size, length, offset, there, file.getFileName()));
    }
    bytes += length;
    if (bytes > MOST) {
      throw refused(tensor, "with it the model has more than 2 GiB, the limit of protobuf");
    }
    ByteBuffer buffer = ByteBuffer.allocate((int) length);
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      channel.position(offset);
      while (buffer.hasRemaining()) {
        if (channel.read(buffer) < 0) {
          throw refused(tensor, "\"" + file.getFileName() + "\" became shorter while it was read");
        }
      }
    }
    return tensor.toBuilder()
        .clearExternalData()
        .clearDataLocation()
        .setRawData(UnsafeByteOperations.unsafeWrap(buffer.array()))
        .build();
  }

  private long size(TensorProto tensor) {
    DataType type = DataType.forNumber(tensor.getDataType());
    int width =
        type == null
            ? 0
            : switch (type) {
              case BOOL, INT8, UINT8 -> 1;
              case INT16, UINT16, FLOAT16, BFLOAT16 -> 2;
              case INT32, UINT32, FLOAT -> 4;
              case INT64, UINT64, DOUBLE -> 8;
              default -> 0;
            };
    if (width == 0) {
      throw refused(tensor, "values of type " + type + " are not read from another file");
    }
    long elements = 1;
    for (long extent : tensor.getDimsList()) {
      if (extent < 0 || extent > Integer.MAX_VALUE) {
        throw refused(tensor, "illegal dimensions " + tensor.getDimsList());
      }
      elements = Math.min(elements * extent, MOST + 1);
    }
    return elements * width;
  }

  private Path located(TensorProto tensor, String location) throws IOException {
    boolean up = List.of(location.split("[/\\\\]", -1)).contains("..");
    try {
      Path relative = Path.of(location);
      if (location.isEmpty() || up || relative.isAbsolute() || location.startsWith("\\")) {
        throw outside(tensor, location);
      }
      Path folder = model.toAbsolutePath().normalize().getParent();
      Path file = folder == null ? relative : folder.resolve(relative);
      if (!Files.isRegularFile(file)) {
        throw refused(
            tensor, "it lies in \"" + location + "\", which is no file beside the model's own");
      }
      if (folder == null || !file.toRealPath().startsWith(folder.toRealPath())) {
        throw outside(tensor, location);
      }
      return file;
    } catch (InvalidPathException e) {
      throw outside(tensor, location);
    }
  }

  private InvalidInputException outside(TensorProto tensor, String location) {
    return refused(
        tensor,
        "it lies in \"%s\"; external data is read from the model's own folder only"
            .formatted(location));
  }

  private long number(TensorProto tensor, Map<String, String> entries, String key, long otherwise) {
    String text = entries.get(key);
    try {
      long number = text == null ? otherwise : Long.parseLong(text);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below, as for a negative number.
    }
    throw refused(tensor, "illegal %s \"%s\", must be a number from 0".formatted(key, text));
  }

  private InvalidInputException refused(TensorProto tensor, String what) {
    return new InvalidInputException(
        "Cannot read the external data of tensor \"%s\" of the ONNX model \"%s\": %s."
            .formatted(tensor.getName(), model, what));
  }
}
