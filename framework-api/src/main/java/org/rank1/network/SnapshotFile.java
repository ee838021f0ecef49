package org.rank1.network;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.TensorSpec;
import org.rank1.io.AtomicFile;
import org.rank1.io.InvalidInputException;
import org.rank1.plugin.Parts;
import org.rank1.provenance.Provenance;
import org.rank1.provenance.Sha256;

/**
 * Snapshots as files in the safetensors layout: eight bytes header length (little-endian), a JSON
 * header, then the tensors as little-endian floats. The header's {@code __metadata__} holds format
 * version, network, input contract, provenance and a SHA-256 over everything else, so that any
 * reader of safetensors sees the weights and ours sees that nothing was changed.
 */
public final class SnapshotFile {
  private static final String FORMAT_VERSION = "1";
  private static final String METADATA = "__metadata__";
  private static final long MAX_HEADER = 64L << 20;

  private final ObjectMapper json = new ObjectMapper();
  private final NetworkJson networkJson;

  /** A codec that finds forms among the given parts. */
  @Inject
  public SnapshotFile(Parts parts) {
    this.networkJson = new NetworkJson(parts);
  }

  /** Writes a snapshot, whole or not at all. */
  public void save(NetworkSnapshot snapshot, Path file) throws IOException {
    ObjectNode header = json.createObjectNode();
    ObjectNode metadata = header.putObject(METADATA);
    metadata.put("format_version", FORMAT_VERSION);
    metadata.put("network", networkJson.write(snapshot.network()));
    metadata.put("input", json.writeValueAsString(snapshot.input()));
    metadata.put("provenance", json.writeValueAsString(snapshot.provenance()));
    long offset = 0;
    List<ByteBuffer> blocks = new ArrayList<>();
    for (LayerSpec layer : snapshot.network().layers()) {
      for (Map.Entry<String, FloatTensor> entry : snapshot.tensors(layer).entrySet()) {
        FloatTensor tensor = entry.getValue();
        ObjectNode described = header.putObject(layer.name() + "/" + entry.getKey());
        described.put("dtype", "F32");
        tensor.shape().forEach(described.putArray("shape")::add);
        described.putArray("data_offsets").add(offset).add(offset + 4L * tensor.size());
        offset += 4L * tensor.size();
        blocks.add(littleEndian(tensor));
      }
    }
    metadata.put("sha256", hash(metadata, blocks));
    byte[] headerBytes = padded(json.writeValueAsBytes(header));
    AtomicFile.write(
        file,
        out -> {
          out.write(
              ByteBuffer.allocate(8)
                  .order(ByteOrder.LITTLE_ENDIAN)
                  .putLong(headerBytes.length)
                  .array());
          out.write(headerBytes);
          WritableByteChannel channel = Channels.newChannel(out);
          for (ByteBuffer block : blocks) {
            channel.write(block.duplicate());
          }
        });
  }

  /**
   * Reads a snapshot.
   *
   * @throws InvalidInputException if the file is missing, truncated, changed or of another format
   *     version
   */
  public NetworkSnapshot load(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new InvalidInputException("There is no snapshot \"" + file + "\".");
    }
    if (Files.size(file) > Integer.MAX_VALUE - 8) {
      throw broken(file, "it is larger than 2 GiB");
    }
    ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    if (content.remaining() < 8) {
      throw broken(file, "it ends at byte " + content.remaining() + ", before its header");
    }
    long headerLength = content.getLong();
    if (headerLength < 2 || headerLength > Math.min(MAX_HEADER, content.remaining())) {
      throw broken(file, "its header claims " + headerLength + " bytes (at byte 0)");
    }
    byte[] headerBytes = new byte[(int) headerLength];
    content.get(headerBytes);
    try {
      return read(json.readTree(headerBytes), content.slice().order(content.order()), file);
    } catch (JsonProcessingException e) {
      throw broken(file, "its header is no JSON of the expected kind");
    } catch (IllegalArgumentException e) {
      throw broken(file, String.valueOf(e.getMessage()));
    }
  }

  private NetworkSnapshot read(JsonNode header, ByteBuffer data, Path file)
      throws JsonProcessingException {
    JsonNode metadata = header.path(METADATA);
    String version = metadata.path("format_version").asText();
    if (!version.equals(FORMAT_VERSION)) {
      throw broken(
          file, "its format version is \"%s\", legal is %s".formatted(version, FORMAT_VERSION));
    }
    NetworkSpec network = networkJson.read(metadata.path("network").asText(), "\"" + file + "\"");
    Map<String, Map<String, FloatTensor>> tensors = new LinkedHashMap<>();
    List<ByteBuffer> blocks = new ArrayList<>();
    int expected = 0;
    for (LayerSpec layer : network.layers()) {
      for (TensorSpec spec : network.tensors(layer)) {
        String path = layer.name() + "/" + spec.name();
        long begin = header.path(path).path("data_offsets").path(0).asLong(-1);
        long bytes = 4 * spec.size();
        if (begin != expected || begin + bytes > data.capacity()) {
          throw broken(
              file,
              "tensor \"%s\" of %d bytes should begin at %d and does not, or is cut off"
                  .formatted(path, bytes, expected));
        }
        ByteBuffer block = data.slice(expected, (int) bytes).order(ByteOrder.LITTLE_ENDIAN);
        blocks.add(block);
        expected += (int) bytes;
        FloatTensor tensor = FloatTensor.zeros(spec.shape());
        block.asFloatBuffer().get(tensor.data());
        tensors.computeIfAbsent(layer.name(), n -> new LinkedHashMap<>()).put(spec.name(), tensor);
      }
    }
    if (expected != data.capacity()) {
      throw broken(file, (data.capacity() - expected) + " bytes follow its last tensor");
    }
    if (!metadata.path("sha256").asText().equals(hash(metadata, blocks))) {
      throw broken(file, "its content does not match its SHA-256");
    }
    return new NetworkSnapshot(
        network,
        tensors,
        json.readValue(metadata.path("input").asText(), InputContract.class),
        json.readValue(metadata.path("provenance").asText(), Provenance.class));
  }

  private static InvalidInputException broken(Path file, String what) {
    return new InvalidInputException(
        "\"%s\" is not a snapshot this version can read: %s.".formatted(file, what));
  }

  private static String hash(JsonNode metadata, List<ByteBuffer> blocks) {
    MessageDigest digest = Sha256.digest();
    for (String key : List.of("format_version", "network", "input", "provenance")) {
      digest.update(metadata.path(key).asText().getBytes(StandardCharsets.UTF_8));
    }
    blocks.forEach(block -> digest.update(block.duplicate().rewind()));
    return HexFormat.of().formatHex(digest.digest());
  }

  private static ByteBuffer littleEndian(FloatTensor tensor) {
    ByteBuffer buffer =
        ByteBuffer.allocate(Math.multiplyExact(4, tensor.size())).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asFloatBuffer().put(tensor.data());
    return buffer;
  }

  private static byte[] padded(byte[] header) {
    byte[] padded = new byte[(header.length + 7) / 8 * 8];
    Arrays.fill(padded, (byte) ' ');
    System.arraycopy(header, 0, padded, 0, header.length);
    return padded;
  }
}
