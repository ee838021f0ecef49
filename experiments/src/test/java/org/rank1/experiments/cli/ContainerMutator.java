package org.rank1.experiments.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.rank1.provenance.Sha256;

/**
 * Damages files inside their frames: check sums of PNG chunks, of snapshots and of jars fit
 * afterwards, so that what lies behind them is reached.
 */
final class ContainerMutator {
  private static final int PNG_SIGNATURE = 8;
  private static final List<String> NAMES =
      List.of("../outside", "/outside", "META-INF/MANIFEST.MF", "a/", "x".repeat(300), "A.class");

  private final ObjectMapper mapper = new ObjectMapper();
  private final Mutator mutator;

  ContainerMutator(Mutator mutator) {
    this.mutator = mutator;
  }

  byte[] png(byte[] whole) {
    List<byte[]> chunks = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(whole).position(PNG_SIGNATURE);
    while (in.hasRemaining()) {
      byte[] typed = new byte[in.getInt() + 4];
      in.get(typed).getInt();
      chunks.add(typed);
    }
    int at = chunks.indexOf(mutator.oneOf(chunks));
    if (mutator.one(6)) {
      chunks.remove(at);
    } else if (mutator.one(6)) {
      chunks.add(at, chunks.get(at));
    } else {
      byte[] old = chunks.get(at);
      byte[] data = mutator.bytes(Arrays.copyOfRange(old, 4, old.length));
      chunks.set(at, ByteBuffer.allocate(4 + data.length).put(old, 0, 4).put(data).array());
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(whole, 0, PNG_SIGNATURE);
    for (byte[] chunk : chunks) {
      CRC32 crc = new CRC32();
      crc.update(chunk);
      out.writeBytes(ByteBuffer.allocate(4).putInt(chunk.length - 4).array());
      out.writeBytes(chunk);
      out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }
    return out.toByteArray();
  }

  /** Changes the header of a snapshot, or JSON inside its texts, and hashes anew. */
  byte[] snapshot(byte[] whole) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN);
    byte[] header = new byte[(int) in.getLong()];
    in.get(header);
    ObjectNode tree = (ObjectNode) mapper.readTree(header);
    byte[] blocks = Arrays.copyOfRange(whole, 8 + header.length, whole.length);
    if (mutator.one(3)) {
      tree = (ObjectNode) mutator.tree(tree);
    } else if (tree.path("__metadata__") instanceof ObjectNode metadata) {
      String key = mutator.oneOf(List.of("network", "input", "provenance"));
      JsonNode inner = mutator.tree(mapper.readTree(metadata.path(key).asText()));
      metadata.put(key, mapper.writeValueAsString(inner));
    }
    if (mutator.one(4)) {
      blocks = mutator.bytes(blocks);
    }
    if (tree.path("__metadata__") instanceof ObjectNode metadata) {
      var digest = Sha256.digest();
      for (String key : List.of("format_version", "network", "input", "provenance")) {
        digest.update(metadata.path(key).asText().getBytes(StandardCharsets.UTF_8));
      }
      metadata.put("sha256", HexFormat.of().formatHex(digest.digest(blocks)));
    }
    byte[] changed = mapper.writeValueAsBytes(tree);
    return ByteBuffer.allocate(8 + changed.length + blocks.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(changed.length)
        .put(changed)
        .put(blocks)
        .array();
  }

  /** Changes a certificate and hashes it anew. */
  byte[] certificate(byte[] whole) throws IOException {
    if (mutator.tree(mapper.readTree(whole)) instanceof ObjectNode tree) {
      tree.put("sha256", "");
      tree.put("sha256", Sha256.of(mapper.writeValueAsBytes(tree)));
      return mapper.writeValueAsBytes(tree);
    }
    return whole;
  }

  /** Changes the content or the name of one entry of a jar. */
  byte[] jar(byte[] whole) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(whole))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        entries.put(entry.getName(), in.readAllBytes());
      }
    }
    String name = mutator.oneOf(List.copyOf(entries.keySet()));
    byte[] content = entries.remove(name);
    if (!mutator.one(5)) {
      boolean text = name.startsWith("META-INF/services");
      entries.put(
          mutator.one(4) ? mutator.oneOf(NAMES) : name,
          text && mutator.one(2)
              ? mutator.oneOf(Mutator.TEXTS).getBytes(StandardCharsets.UTF_8)
              : mutator.bytes(content));
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        out.putNextEntry(new ZipEntry(entry.getKey()));
        out.write(entry.getValue());
        out.closeEntry();
      }
    }
    return bytes.toByteArray();
  }
}
