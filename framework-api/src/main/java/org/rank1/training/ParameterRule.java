package org.rank1.training;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What is different for some parameters: one line of {@link OptimizerOptions#groups}, written as a
 * pattern and settings with spaces between them, for example {@code "*}{@code /bias weightDecay=0
 * rateFactor=2"}.
 *
 * @param pattern of paths {@code layer/role}
 * @param rateFactor on every step's learning rate, finite and at least 0; with 0 parameters stay
 *     where they are
 * @param frobeniusDecay in place of {@link OptimizerOptions#frobeniusDecay}, if given
 * @param options of the optimizer, by name, in place of those it has elsewhere
 */
public record ParameterRule(
    PathPattern pattern,
    double rateFactor,
    OptionalDouble frobeniusDecay,
    Map<String, String> options) {
  private static final String RATE_FACTOR = "rateFactor";
  private static final String FROBENIUS_DECAY = "frobeniusDecay";

  /** Copies, and checks the ranges. */
  public ParameterRule {
    OptimizerOptions.notNegative(RATE_FACTOR, rateFactor);
    frobeniusDecay.ifPresent(value -> OptimizerOptions.notNegative(FROBENIUS_DECAY, value));
    options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
  }

  /**
   * Reads a rule.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static ParameterRule parse(String text) {
    List<String> words = Arrays.asList(text.strip().split("\\s+"));
    Map<String, String> settings = new LinkedHashMap<>();
    for (String setting : words.subList(1, words.size())) {
      int equals = setting.indexOf('=');
      if (equals < 1
          || settings.put(setting.substring(0, equals), setting.substring(equals + 1)) != null) {
        throw illegal(text);
      }
    }
    if (settings.isEmpty() || !PathPattern.isLegal(words.get(0))) {
      throw illegal(text);
    }
    String rate = settings.remove(RATE_FACTOR);
    String decay = settings.remove(FROBENIUS_DECAY);
    return new ParameterRule(
        new PathPattern(words.get(0)),
        rate == null ? 1 : number(rate, text),
        decay == null ? OptionalDouble.empty() : OptionalDouble.of(number(decay, text)),
        settings);
  }

  private static double number(String value, String text) {
    try {
      return Double.parseDouble(value);
    } catch (NumberFormatException e) {
      IllegalArgumentException illegal = illegal(text);
      illegal.initCause(e);
      throw illegal;
    }
  }

  private static IllegalArgumentException illegal(String text) {
    return new IllegalArgumentException(
        "illegal group \"%s\", must be a pattern of paths and settings, each once, such as \"*/bias weightDecay=0 rateFactor=2\""
            .formatted(text));
  }
}
