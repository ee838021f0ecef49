package org.rank1.experiments.train;

import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.DataOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rank1.io.AtomicFile;
import org.rank1.io.InvalidInputException;
import org.rank1.network.NetworkSnapshot;
import org.rank1.network.SnapshotFile;
import org.rank1.provenance.Sha256;

/**
 * States of training as folders of two files: the network as any snapshot is written, so that it
 * can be exported, and beside it the rest. That file is a line that names the format, the length of
 * a JSON header, the header, the arrays one after the other, and a SHA-256 over everything before
 * it. The header holds the hash of the snapshot, so that the two cannot be of different moments.
 */
final class TrainingStateFile {
  private static final String SNAPSHOT = "model.snapshot";
  private static final String STATE = "training.state";
  private static final byte[] MAGIC = "rank1 training state 1\n".getBytes(StandardCharsets.UTF_8);
  private static final int HASH_BYTES = 32;
  private static final String OPTIMIZER = "optimizer";
  private static final String HOOKS = "hooks";
  private static final String PROGRESS = "progress";

  private final ObjectMapper json = new ObjectMapper();
  private final SnapshotFile snapshots;

  TrainingStateFile(SnapshotFile snapshots) {
    this.snapshots = snapshots;
  }

  /** Writes a state into a folder, which is made. */
  void save(TrainingState state, Path folder) throws IOException {
    Path snapshot = folder.resolve(SNAPSHOT);
    snapshots.save(state.network(), snapshot);
    List<byte[]> blocks = new ArrayList<>();
    ObjectNode header = json.createObjectNode();
    header.put("snapshot", hash(snapshot));
    header.set(PROGRESS, json.valueToTree(state.progress()));
    describe(state.optimizer(), header.putArray(OPTIMIZER), blocks);
    ArrayNode hooks = header.putArray(HOOKS);
    state.hooks().forEach(hook -> describe(hook, hooks.addArray(), blocks));
    byte[] headerBytes = json.writeValueAsBytes(header);
    AtomicFile.write(
        folder.resolve(STATE),
        out -> {
          DigestOutputStream hashed = new DigestOutputStream(out, Sha256.digest());
          DataOutputStream data = new DataOutputStream(hashed);
          data.write(MAGIC);
          data.writeInt(headerBytes.length);
          data.write(headerBytes);
          for (byte[] block : blocks) {
            data.write(block);
          }
          data.flush();
          out.write(hashed.getMessageDigest().digest());
        });
  }

  /** By a stream that an interrupt does not close. */
  private static String hash(Path file) throws IOException {
    try (FileInputStream in = new FileInputStream(file.toFile());
        DigestInputStream hashed = new DigestInputStream(in, Sha256.digest())) {
      hashed.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(hashed.getMessageDigest().digest());
    }
  }

  private static void describe(
      Map<String, SavedArray> arrays, ArrayNode described, List<byte[]> blocks) {
    arrays.forEach(
        (name, array) -> {
          ObjectNode one = described.addObject();
          one.put("name", name);
          one.put("type", array.type().name());
          array.shape().forEach(one.putArray("shape")::add);
          blocks.add(array.bytes());
        });
  }

  /**
   * Reads a state.
   *
   * @throws InvalidInputException if a file is missing, truncated or changed
   */
  TrainingState load(Path folder) throws IOException {
    Path file = folder.resolve(STATE);
    Path snapshot = folder.resolve(SNAPSHOT);
    if (!Files.isRegularFile(file) || !Files.isRegularFile(snapshot)) {
      throw broken(folder, "a file is missing");
    }
    byte[] bytes = Files.readAllBytes(file);
    int end = bytes.length - HASH_BYTES;
    if (end < MAGIC.length + Integer.BYTES
        || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw broken(folder, "it is cut off, or of another version");
    }
    MessageDigest digest = Sha256.digest();
    digest.update(bytes, 0, end);
    if (!Arrays.equals(bytes, end, bytes.length, digest.digest(), 0, HASH_BYTES)) {
      throw broken(folder, "its content does not match its SHA-256");
    }
    ByteBuffer content = ByteBuffer.wrap(bytes, MAGIC.length, end - MAGIC.length);
    byte[] headerBytes = new byte[content.getInt()];
    content.get(headerBytes);
    try {
      JsonNode header = json.readTree(headerBytes);
      if (!header.path("snapshot").asText().equals(hash(snapshot))) {
        throw broken(folder, "its snapshot is not the one that was written with it");
      }
      Progress progress = json.treeToValue(header.path(PROGRESS), Progress.class);
      NetworkSnapshot network = snapshots.load(snapshot);
      Map<String, SavedArray> optimizer = arrays(header.path(OPTIMIZER), content);
      List<Map<String, SavedArray>> hooks = new ArrayList<>();
      for (JsonNode hook : header.path(HOOKS)) {
        hooks.add(arrays(hook, content));
      }
      return new TrainingState(progress, network, optimizer, hooks);
    } catch (JsonProcessingException e) {
      throw broken(folder, "its header is no JSON of the expected kind");
    }
  }

  private static Map<String, SavedArray> arrays(JsonNode described, ByteBuffer content) {
    Map<String, SavedArray> arrays = new LinkedHashMap<>();
    for (JsonNode one : described) {
      List<Long> shape = new ArrayList<>();
      one.path("shape").forEach(extent -> shape.add(extent.asLong()));
      DataType type = DataType.valueOf(one.path("type").asText());
      long size = shape.stream().reduce(1L, Math::multiplyExact);
      byte[] block = new byte[Math.toIntExact(size * type.getNumOfBytes())];
      content.get(block);
      arrays.put(one.path("name").asText(), new SavedArray(type, shape, block));
    }
    return arrays;
  }

  private static InvalidInputException broken(Path folder, String what) {
    return new InvalidInputException(
        "\"%s\" is not a checkpoint this version can read: %s.".formatted(folder, what));
  }
}
