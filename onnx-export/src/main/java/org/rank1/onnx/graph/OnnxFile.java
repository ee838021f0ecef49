package org.rank1.onnx.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.rank1.io.AtomicFile;
import org.rank1.io.InvalidInputException;

/**
 * ONNX models as files: one protobuf message of at most 2 GiB. Weights lie inside, or in files in
 * the model's own folder, from where they are taken in.
 */
public final class OnnxFile {
  /** What the files begin with that Git LFS leaves in place of large ones. */
  private static final String LFS = "version https://git-lfs.github.com/spec/";

  private OnnxFile() {}

  /**
   * Reads a model.
   *
   * @throws InvalidInputException if the file is missing, too large, truncated, no ONNX model, has
   *     no graph, no IR version, no opset, or weights in a file that is not in its folder
   */
  public static ModelProto read(Path file) throws IOException {
    return parse(bytes(file), file);
  }

  /**
   * Reads a model from the bytes of its file, which must not change afterwards.
   *
   * @throws InvalidInputException as {@link #read} does
   */
  public static ModelProto parse(byte[] bytes, Path file) throws IOException {
    String place = "\"" + file + "\"";
    ModelProto model = new ExternalData(file, bytes.length).inline(message(bytes, place));
    requireInside(model, place);
    return model;
  }

  /**
   * Reads a file that may be a model.
   *
   * @throws InvalidInputException if it is missing or too large
   */
  public static byte[] bytes(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw Files.exists(file)
          ? refused("\"" + file + "\"", "it is no regular file")
          : new InvalidInputException("There is no ONNX model \"" + file + "\".");
    }
    if (!Files.isReadable(file)) {
      throw refused("\"" + file + "\"", "permission denied");
    }
    long size = Files.size(file);
    if (size > Integer.MAX_VALUE - 8) {
      throw refused(
          "\"" + file + "\"",
          "it has %d bytes, a protobuf message has less than 2 GiB".formatted(size));
    }
    return Files.readAllBytes(file);
  }

  /**
   * Reads a model from bytes, which must not change afterwards: weights are not copied.
   *
   * @param place what to call the model in an error
   * @throws InvalidInputException as {@link #read} does, or if weights lie in other files
   */
  public static ModelProto parse(byte[] bytes, String place) {
    ModelProto model = message(bytes, place);
    requireInside(model, place);
    return model;
  }

  private static ModelProto message(byte[] bytes, String place) {
    if (bytes.length == 0) {
      throw refused(place, "it is empty");
    }
    if (new String(bytes, 0, Math.min(bytes.length, LFS.length()), StandardCharsets.US_ASCII)
        .equals(LFS)) {
      throw refused(place, "it is a Git LFS pointer, run \"git lfs pull\" to get the model itself");
    }
    ModelProto model;
    try {
      CodedInputStream in = UnsafeByteOperations.unsafeWrap(bytes).newCodedInput();
      in.enableAliasing(true);
      model = ModelProto.parseFrom(in);
      in.checkLastTagWas(0);
    } catch (InvalidProtocolBufferException e) {
      throw new InvalidInputException(
          "Cannot read the ONNX model %s: it is truncated or no protobuf message (%s)."
              .formatted(place, withoutPeriod(String.valueOf(e.getMessage()))),
          e);
    } catch (IOException e) {
      throw new InvalidInputException(
          "Cannot read the ONNX model %s: %s.".formatted(place, e.getMessage()), e);
    }
    if (!model.hasGraph()) {
      throw refused(place, "it has no graph");
    }
    if (model.getIrVersion() < 1) {
      throw refused(place, "it does not say which IR version it has");
    }
    if (model.getOpsetImportCount() == 0) {
      throw refused(place, "it imports no operator set");
    }
    return model;
  }

  private static void requireInside(ModelProto model, String place) {
    externalTensor(model.getGraph())
        .ifPresent(
            tensor -> {
              throw refused(
                  place, "tensor \"%s\" lies in another file (external data)".formatted(tensor));
            });
  }

  private static Optional<String> externalTensor(GraphProto graph) {
    Stream<TensorProto> attributes =
        graph.getNodeList().stream()
            .map(NodeProto::getAttributeList)
            .flatMap(list -> list.stream().filter(AttributeProto::hasT).map(AttributeProto::getT));
    return Stream.concat(graph.getInitializerList().stream(), attributes)
        .filter(ExternalData::isExternal)
        .map(TensorProto::getName)
        .findFirst();
  }

  private static String withoutPeriod(String message) {
    return message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
  }

  private static InvalidInputException refused(String place, String what) {
    return new InvalidInputException("Cannot read the ONNX model %s: %s.".formatted(place, what));
  }

  /**
   * Writes a model, whole or not at all. Equal models give equal bytes.
   *
   * @throws InvalidInputException if it would have 2 GiB or more
   */
  public static void write(ModelProto model, Path file) throws IOException {
    // The int of the message's own size wraps around, so weights are summed before it is asked for.
    long weights =
        model.getGraph().getInitializerList().stream()
            .mapToLong(tensor -> tensor.getRawData().size())
            .sum();
    if (weights > Integer.MAX_VALUE || model.getSerializedSize() < 0) {
      throw new InvalidInputException(
          "Cannot write \"" + file + "\": the model has more than 2 GiB, the limit of protobuf.");
    }
    AtomicFile.write(
        file,
        out -> {
          CodedOutputStream coded = CodedOutputStream.newInstance(out, 1 << 16);
          coded.useDeterministicSerialization();
          model.writeTo(coded);
          coded.flush();
        });
  }

  /**
   * The version of ONNX's own operator set that a model imports.
   *
   * @throws InvalidInputException if it imports none
   */
  public static int opset(ModelProto model) {
    return model.getOpsetImportList().stream()
        .filter(imported -> isDefaultDomain(imported.getDomain()))
        .findFirst()
        .map(imported -> Math.toIntExact(Math.min(imported.getVersion(), Integer.MAX_VALUE)))
        .orElseThrow(
            () -> new InvalidInputException("The model does not import ONNX's operator set."));
  }

  /** Whether a domain is that of ONNX's own operators, which has two spellings. */
  public static boolean isDefaultDomain(String domain) {
    return domain.isEmpty() || domain.equals("ai.onnx");
  }
}
