package org.rank1.experiments.certificate;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.rank1.io.InvalidInputException;
import org.rank1.io.NearMisses;

/**
 * Why JSON is no certificate, in one sentence.
 *
 * @param place what to call the file
 */
record JsonRefusals(String place) {
  private static final int LONGEST = 80;

  InvalidInputException of(String why) {
    return new InvalidInputException("%s is no certificate: %s.".formatted(place, why));
  }

  InvalidInputException illegal(JsonNode value, String where, String legal) {
    return new InvalidInputException(
        "Illegal value %s at %s in %s, must be %s.".formatted(shown(value), where, place, legal));
  }

  /** Tells what the JSON library found. */
  InvalidInputException of(JsonMappingException e, JsonNode tree) {
    if (e.getCause() instanceof InvalidInputException refusal) {
      return new InvalidInputException(
          "%s is no certificate: %s".formatted(place, refusal.getMessage()), e);
    }
    JsonNode value = tree;
    StringBuilder where = new StringBuilder();
    for (Reference step : e.getPath()) {
      if (step.getFieldName() == null) {
        value = value.path(step.getIndex());
        where.append('[').append(step.getIndex()).append(']');
      } else {
        value = value.path(step.getFieldName());
        where.append(where.isEmpty() ? "" : ".").append(step.getFieldName());
      }
    }
    if (e instanceof UnrecognizedPropertyException unknown) {
      Collection<Object> known = unknown.getKnownPropertyIds();
      return new InvalidInputException(
          NearMisses.unknown(
              "key",
              unknown.getPropertyName(),
              where + " in " + place,
              known == null ? List.of() : known.stream().map(String::valueOf).toList()),
          e);
    }
    if (value.isMissingNode()) {
      return of("it has no " + where);
    }
    if (e instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null) {
      return illegal(value, where.toString(), expected(mismatch.getTargetType()));
    }
    return of("at " + where + ", " + firstLine(e));
  }

  private static String expected(Class<?> type) {
    if (type.isEnum()) {
      return "one of "
          + String.join(", ", Arrays.stream(type.getEnumConstants()).map(String::valueOf).toList());
    }
    if (type == int.class || type == long.class) {
      return "a whole number";
    }
    if (type == double.class || type == Double.class) {
      return "a number";
    }
    if (type == boolean.class) {
      return "true or false";
    }
    return type == String.class
        ? "a text"
        : Collection.class.isAssignableFrom(type) ? "a list" : "an object with keys";
  }

  /** A value as it stands in the file, shortened. */
  static String shown(JsonNode value) {
    String text = value.isMissingNode() ? "missing" : value.toString();
    return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
  }

  /** What is no JSON, and where. */
  InvalidInputException ofSyntax(JsonProcessingException e) {
    String problem = firstLine(e).split(": | \\(", 2)[0];
    JsonLocation at = e.getLocation();
    return of(
        "it is no JSON, %s%s".formatted(problem, at == null ? "" : " in line " + at.getLineNr()));
  }

  /** What the JSON library says, without its hints. */
  static String firstLine(JsonProcessingException e) {
    String line = String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
    return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
  }
}
