package org.rank1.experiments.certificate;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;

/** What no certificate holds, whatever the key: long or unprintable texts, strange numbers. */
final class JsonLimits {
  private static final int LONGEST = 4096;

  /** Keys that may have no value. */
  private static final Set<String> OPEN = Set.of("path", "reason", "firstFault", "layer");

  /** Keys whose numbers may be negative. */
  private static final Set<String> SIGNED = Set.of("seed", "mean");

  private final JsonRefusals refusals;

  private JsonLimits(JsonRefusals refusals) {
    this.refusals = refusals;
  }

  /**
   * Refuses a tree, whose depth is limited.
   *
   * @throws org.rank1.io.InvalidInputException naming the value and its place
   */
  static void require(JsonNode tree, JsonRefusals refusals) {
    new JsonLimits(refusals).require(tree, "", "");
  }

  private void require(JsonNode node, String key, String where) {
    if (node.isNull() && !OPEN.contains(key)) {
      throw refusals.illegal(node, where, "a value");
    }
    if (node.isTextual()) {
      requireText(node.textValue(), where);
    }
    if (node.isNumber()) {
      double number = node.doubleValue();
      if (!Double.isFinite(number) || (number < 0 && !SIGNED.contains(key))) {
        throw refusals.illegal(node, where, "a number that is at least 0");
      }
    }
    for (int i = 0; i < node.size() && node.isArray(); i++) {
      require(node.get(i), key, where + "[" + i + "]");
    }
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      requireText(entry.getKey(), "the keys of " + (where.isEmpty() ? "the certificate" : where));
      require(
          entry.getValue(),
          entry.getKey(),
          where.isEmpty() ? entry.getKey() : where + "." + entry.getKey());
    }
  }

  private void requireText(String text, String where) {
    if (text.length() > LONGEST || text.chars().anyMatch(Character::isISOControl)) {
      throw refusals.of(
          "the text at %s must have at most %d characters, all printable"
              .formatted(where, LONGEST));
    }
  }
}
