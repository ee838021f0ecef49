package org.rank1.experiments.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;

/** Results as JSON. */
final class Json {
  private Json() {}

  /** The fields of a record, to which more may be added. */
  static Map<String, Object> fields(Record value) {
    return new ObjectMapper()
        .convertValue(value, new TypeReference<LinkedHashMap<String, Object>>() {});
  }

  /** Records and maps as one line of JSON. */
  static String write(Object value) {
    try {
      return new ObjectMapper().writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A result cannot be written as JSON", e);
    }
  }
}
