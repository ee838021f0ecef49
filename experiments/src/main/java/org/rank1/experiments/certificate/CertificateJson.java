package org.rank1.experiments.certificate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import org.rank1.io.InvalidInputException;
import org.rank1.provenance.Sha256;

/** Certificates as JSON. Reading trusts nothing: every key must be there, and no other. */
final class CertificateJson {
  /** Thousands of layers at four levels. */
  static final int MAX_BYTES = 16 << 20;

  private static final int DEEPEST = 12;

  private CertificateJson() {}

  private static ObjectMapper mapper() {
    JsonFactory factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxNumberLength(64)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    return JsonMapper.builder(factory)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .enable(
            DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
            DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
            DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS,
            DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .build();
  }

  /** The text as people read it: indented. */
  static String text(Certificate certificate) {
    try {
      return mapper().writerWithDefaultPrettyPrinter().writeValueAsString(certificate) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A certificate cannot be written as JSON", e);
    }
  }

  /** SHA-256 of the certificate with an empty hash, as JSON without white space, in UTF-8. */
  static String contentHash(Certificate certificate) {
    try {
      return Sha256.of(mapper().writeValueAsBytes(certificate.withSha256("")));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A certificate cannot be written as JSON", e);
    }
  }

  /**
   * Reads a certificate.
   *
   * @param place what to call the file in an error
   * @throws InvalidInputException if it is none
   */
  static Certificate parse(byte[] json, String place) {
    JsonRefusals refusals = new JsonRefusals(place);
    JsonNode tree;
    try {
      tree = mapper().readTree(json);
    } catch (JsonProcessingException e) {
      throw refusals.ofSyntax(e);
    } catch (IOException e) {
      throw refusals.of("it cannot be read (" + e.getMessage() + ")");
    }
    requireFormat(tree, refusals);
    JsonLimits.require(tree, refusals);
    try {
      return mapper().treeToValue(tree, Certificate.class);
    } catch (JsonMappingException e) {
      throw refusals.of(e, tree);
    } catch (JsonProcessingException e) {
      throw refusals.of(JsonRefusals.firstLine(e));
    }
  }

  /** Before anything else: another version may have other keys. */
  private static void requireFormat(JsonNode tree, JsonRefusals refusals) {
    if (!tree.path("format").asText().equals(Certificate.FORMAT)) {
      throw refusals.of("its \"format\" is not \"" + Certificate.FORMAT + "\"");
    }
    JsonNode version = tree.path("version");
    if (!version.isInt() || version.intValue() != Certificate.VERSION) {
      throw refusals.of(
          "its version is %s, this product reads version %d"
              .formatted(JsonRefusals.shown(version), Certificate.VERSION));
    }
  }
}
