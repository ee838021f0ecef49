package org.rank1.network;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
 * version, network, input contract, provenance and a SHA-256 over these four and the tensors. All
 * else in the header, the tensors' names, types, shapes and offsets, follows from the network and
 * is compared with what follows. So any reader of safetensors sees the weights, and ours sees that
 * nothing was changed, added or left out.
 */
public final class SnapshotFile {
  private static final String FORMAT_VERSION = "1";
  private static final String METADATA = "__metadata__";
  private static final String HASH = "sha256";
  private static final List<String> HASHED =
      List.of("format_version", "network", "input", "provenance");
  private static final long MAX_HEADER = 64L << 20;

  private final ObjectMapper json =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .defaultSetterInfo(JsonSetter.Value.construct(Nulls.FAIL, Nulls.FAIL))
          .build();
  private final NetworkJson networkJson;

  /** A codec that finds forms among the given parts. */
  @Inject
  public SnapshotFile(Parts parts) {
    this.networkJson = new NetworkJson(parts);
  }

  /** Writes a snapshot, whole or not at all. */
  public void save(NetworkSnapshot snapshot, Path file) throws IOException {
    ObjectNode metadata = json.createObjectNode();
    metadata.put("format_version", FORMAT_VERSION);
    metadata.put("network", networkJson.write(snapshot.network()));
    metadata.put("input", json.writeValueAsString(snapshot.input()));
    metadata.put("provenance", json.writeValueAsString(snapshot.provenance()));
    List<ByteBuffer> blocks = new ArrayList<>();
    for (LayerSpec layer : snapshot.network().layers()) {
      snapshot.tensors(layer).values().forEach(tensor -> blocks.add(littleEndian(tensor)));
    }
    metadata.put(HASH, hash(metadata, blocks));
    ObjectNode header = json.createObjectNode();
    header.set(METADATA, metadata);
    slots(snapshot.network()).forEach(slot -> header.set(slot.path(), slot.described(json)));
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
          for (ByteBuffer block : blocks) {
            byte[] bytes = new byte[block.remaining()]; // no channel, an interrupt would close it
            block.duplicate().get(bytes);
            out.write(bytes);
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
    List<Slot> slots = slots(network);
    requireDescribed(header, slots, file);
    Map<String, Map<String, FloatTensor>> tensors = new LinkedHashMap<>();
    List<ByteBuffer> blocks = new ArrayList<>();
    for (Slot slot : slots) {
      if (slot.end() > data.capacity()) {
        throw broken(file, "tensor \"%s\" is cut off".formatted(slot.path()));
      }
      ByteBuffer block =
          data.slice((int) slot.begin(), (int) (slot.end() - slot.begin()))
              .order(ByteOrder.LITTLE_ENDIAN);
      blocks.add(block);
      FloatTensor tensor = FloatTensor.zeros(slot.spec().shape());
      block.asFloatBuffer().get(tensor.data());
      tensors
          .computeIfAbsent(slot.layer(), n -> new LinkedHashMap<>())
          .put(slot.spec().name(), tensor);
    }
    long expected = slots.isEmpty() ? 0 : slots.get(slots.size() - 1).end();
    if (expected != data.capacity()) {
      throw broken(file, (data.capacity() - expected) + " bytes follow its last tensor");
    }
    if (!metadata.path(HASH).asText().equals(hash(metadata, blocks))) {
      throw broken(file, "its content does not match its SHA-256");
    }
    return new NetworkSnapshot(
        network,
        tensors,
        value(metadata, "input", InputContract.class),
        value(metadata, "provenance", Provenance.class));
  }

  private <T> T value(JsonNode metadata, String key, Class<T> type) throws JsonProcessingException {
    T value = json.readValue(metadata.path(key).asText(), type);
    if (value == null) {
      throw new IllegalArgumentException("its %s is null".formatted(key));
    }
    return value;
  }

  /** What follows from the network is in the header, and nothing else. */
  private void requireDescribed(JsonNode header, List<Slot> slots, Path file)
      throws JsonProcessingException {
    Set<String> unknown = new LinkedHashSet<>();
    header.fieldNames().forEachRemaining(unknown::add);
    unknown.remove(METADATA);
    for (Slot slot : slots) {
      JsonNode expected = json.readTree(slot.described(json).toString());
      JsonNode described = header.path(slot.path());
      if (!described.equals(expected)) {
        throw broken(
            file,
            "tensor \"%s\" is described as %s, must be %s"
                .formatted(
                    slot.path(), described.isMissingNode() ? "nothing" : described, expected));
      }
      unknown.remove(slot.path());
    }
    Set<String> keys = new LinkedHashSet<>();
    header.path(METADATA).fieldNames().forEachRemaining(keys::add);
    HASHED.forEach(keys::remove);
    keys.remove(HASH);
    unknown.addAll(keys);
    if (!unknown.isEmpty()) {
      throw broken(file, "its header has \"%s\" too".formatted(unknown.iterator().next()));
    }
  }

  /** Where a tensor lies behind the header, in bytes. */
  private record Slot(String layer, TensorSpec spec, long begin, long end) {
    String path() {
      return layer + "/" + spec.name();
    }

    ObjectNode described(ObjectMapper json) {
      ObjectNode described = json.createObjectNode();
      described.put("dtype", "F32");
      spec.shape().forEach(described.putArray("shape")::add);
      described.putArray("data_offsets").add(begin).add(end);
      return described;
    }
  }

  /** The tensors of a network, one after the other. */
  private static List<Slot> slots(NetworkSpec network) {
    List<Slot> slots = new ArrayList<>();
    long offset = 0;
    for (LayerSpec layer : network.layers()) {
      for (TensorSpec spec : network.tensors(layer)) {
        long end = Math.addExact(offset, Math.multiplyExact(4L, spec.size()));
        slots.add(new Slot(layer.name(), spec, offset, end));
        offset = end;
      }
    }
    return slots;
  }

  private static InvalidInputException broken(Path file, String what) {
    return new InvalidInputException(
        "\"%s\" is not a snapshot this version can read: %s.".formatted(file, what));
  }

  private static String hash(JsonNode metadata, List<ByteBuffer> blocks) {
    MessageDigest digest = Sha256.digest();
    for (String key : HASHED) {
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
