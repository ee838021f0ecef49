package org.rank1.experiments.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Damages bytes, JSON trees and lines of text the same way whenever its seed is the same. */
final class Mutator {
  /** Numbers at the edges of types and of what fits into memory. */
  static final List<Long> EDGES =
      List.of(
          0L,
          1L,
          -1L,
          255L,
          65_535L,
          1L << 20,
          (long) Integer.MAX_VALUE,
          (long) Integer.MIN_VALUE,
          1L << 40,
          Long.MAX_VALUE,
          Long.MIN_VALUE);

  /** Texts that paths, numbers, terminals and formats of messages trip over. */
  static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "../../outside",
          "/dev/null",
          "a\nrank1: done",
          "\u001b[2J",
          "\u202Eleft",
          "%s%n%d",
          "NaN",
          "-1",
          "1e999",
          "null",
          "\u0661\u0662",
          "x".repeat(70_000));

  private static final List<String> JSON =
      List.of(
          "null",
          "true",
          "0",
          "-1",
          "2147483648",
          "9223372036854775807",
          "1e308",
          "-0.0",
          "0.5",
          "[]",
          "{}",
          "[null]",
          "[[[[]]]]",
          "{\"a\":{}}");

  private static final List<String> YAML =
      List.of(
          "a: &a [*a, *a]",
          "b: *nothing",
          "<<: {epochs: 1}",
          "c: !!java.net.URL [http://localhost/]",
          "\tdeep: 1",
          "---",
          "? [1, 2] : 3",
          "epochs: 1",
          "- - -",
          "d: \"\\u0000\"",
          "[[[[[[[[",
          "%YAML 9.9");

  private final ObjectMapper mapper = new ObjectMapper();
  private final SplittableRandom random;

  Mutator(SplittableRandom random) {
    this.random = random;
  }

  <T> T oneOf(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  boolean one(int of) {
    return random.nextInt(of) == 0;
  }

  /** Up to three places of these are damaged, cut, moved or repeated; more often at the start. */
  byte[] bytes(byte[] whole) {
    if (whole.length < 2) {
      return new byte[] {(byte) random.nextInt(256)};
    }
    byte[] bytes = whole.clone();
    for (int change = random.nextInt(1, 4); change > 0 && bytes.length > 1; change--) {
      bytes = changed(bytes);
    }
    return bytes;
  }

  private byte[] changed(byte[] bytes) {
    int at = random.nextInt(one(2) ? bytes.length : Math.min(bytes.length, 256));
    int length = Math.min(bytes.length - at, 1 + random.nextInt(one(2) ? 8 : 512));
    switch (random.nextInt(7)) {
      case 0 -> bytes[at] = (byte) random.nextInt(256);
      case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 2 -> {
        return Arrays.copyOf(bytes, at);
      }
      case 3 -> {
        return spliced(bytes, at, at + length, new byte[0]);
      }
      case 4 -> {
        return spliced(bytes, at, at, Arrays.copyOfRange(bytes, at, at + length));
      }
      case 5 -> Arrays.fill(bytes, at, at + length, (byte) (one(2) ? 0 : 255));
      default -> {
        if (bytes.length >= at + 4) {
          ByteBuffer.wrap(bytes)
              .order(one(2) ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN)
              .putInt(at, oneOf(EDGES).intValue());
        }
      }
    }
    return bytes;
  }

  private static byte[] spliced(byte[] bytes, int from, int to, byte[] instead) {
    return ByteBuffer.allocate(bytes.length - (to - from) + instead.length)
        .put(bytes, 0, from)
        .put(instead)
        .put(bytes, to, bytes.length - to)
        .array();
  }

  /** One or two values of a tree are replaced, left out, renamed or copied from elsewhere. */
  JsonNode tree(JsonNode whole) {
    JsonNode tree = whole.deepCopy();
    for (int change = random.nextInt(1, 3); change > 0; change--) {
      List<JsonNode> inner = new ArrayList<>();
      collect(tree, inner);
      if (!inner.isEmpty()) {
        change(oneOf(inner), oneOf(inner));
      }
    }
    return tree;
  }

  private static void collect(JsonNode node, List<JsonNode> inner) {
    if (node.isContainerNode() && !node.isEmpty()) {
      inner.add(node);
      node.forEach(child -> collect(child, inner));
    }
  }

  private void change(JsonNode parent, JsonNode other) {
    JsonNode value = one(4) ? other.deepCopy() : value();
    if (parent instanceof ObjectNode object) {
      List<String> names = new ArrayList<>();
      object.fieldNames().forEachRemaining(names::add);
      String name = oneOf(names);
      switch (random.nextInt(6)) {
        case 0 -> object.remove(name);
        case 1 -> object.set(one(2) ? oneOf(TEXTS) : name + "x", object.get(name));
        case 2 -> object.set(name, object.get(oneOf(names)).deepCopy());
        default -> object.set(name, value);
      }
    } else if (parent instanceof ArrayNode array) {
      int at = random.nextInt(array.size());
      switch (random.nextInt(5)) {
        case 0 -> array.remove(at);
        case 1 -> array.add(array.get(at).deepCopy());
        default -> array.set(at, value);
      }
    }
  }

  private JsonNode value() {
    try {
      return one(2) ? mapper.readTree(oneOf(JSON)) : mapper.getNodeFactory().textNode(oneOf(TEXTS));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Lines of settings lose, swap or repeat values, or get others that YAML knows. */
  String lines(String text) {
    List<String> lines = new ArrayList<>(text.lines().toList());
    for (int change = random.nextInt(1, 4); change > 0 && !lines.isEmpty(); change--) {
      int at = random.nextInt(lines.size());
      String line = lines.get(at);
      int colon = line.indexOf(':');
      switch (random.nextInt(7)) {
        case 0 -> lines.remove(at);
        case 1 -> lines.add(at, line);
        case 2 -> lines.set(at, "  " + line);
        case 3 -> lines.set(at, line.strip());
        case 4 -> lines.add(at, oneOf(YAML));
        case 5 -> lines.set(at, line.substring(0, colon + 1) + " " + oneOf(EDGES));
        default -> lines.set(at, line.substring(0, colon + 1) + " " + oneOf(TEXTS));
      }
    }
    return String.join("\n", lines) + "\n";
  }
}
