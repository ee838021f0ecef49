package org.rank1.experiments.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rank1.io.InvalidInputException;
import org.rank1.plugin.Options;
import org.rank1.plugin.Parts;

/**
 * What an experiment is: its settings and its parts, every option spelled out. Made by {@link
 * ExperimentReader}, which also reads what {@link #toYaml} writes.
 *
 * @param settings what is no part
 * @param init what training starts from
 * @param parts the parts by key, for every key of {@link PartKey#ALL}, in that order
 * @param layers convolutions with another parameterization, the last rule that matches decides; see
 *     {@link LayerParameterizations}
 */
public record ExperimentSpec(
    RunSettings settings,
    InitSettings init,
    Map<PartKey<?>, List<PartSpec>> parts,
    List<LayerRule> layers) {

  /** Copies, in the order of the table, and checks that every key has its parts. */
  public ExperimentSpec {
    Map<PartKey<?>, List<PartSpec>> ordered = new LinkedHashMap<>();
    for (PartKey<?> key : PartKey.ALL) {
      List<PartSpec> chosen = List.copyOf(parts.getOrDefault(key, List.of()));
      if (!key.many() && chosen.size() != 1) {
        throw new IllegalArgumentException(
            "illegal number of parts %d at %s, must be 1".formatted(chosen.size(), key));
      }
      ordered.put(key, chosen);
    }
    parts = Collections.unmodifiableMap(ordered);
    layers = List.copyOf(layers);
    if (layers.stream().map(LayerRule::pattern).distinct().count() < layers.size()) {
      throw new IllegalArgumentException(
          "illegal rules for layers " + layers + ", must have one pattern each");
    }
  }

  /**
   * The part chosen at a key.
   *
   * @throws IllegalArgumentException if the key takes a list
   */
  public PartSpec part(PartKey<?> key) {
    if (key.many()) {
      throw new IllegalArgumentException(
          "illegal key " + key + ", must be one that takes one part");
    }
    return parts(key).get(0);
  }

  /** The parts chosen at a key, in order. */
  public List<PartSpec> parts(PartKey<?> key) {
    return parts.getOrDefault(key, List.of());
  }

  /**
   * The options of a key that takes one part; see {@link PartKey#common}.
   *
   * @param type the options' record, the key's
   * @throws IllegalArgumentException if the key has other ones
   */
  public <O extends Record> O common(PartKey<?> key, Class<O> type) {
    if (!key.common().equals(type)) {
      throw new IllegalArgumentException(
          "illegal options %s of key %s, must be %s"
              .formatted(type.getSimpleName(), key, key.common().getSimpleName()));
    }
    return Options.bind(type, part(key).common(), key.key());
  }

  /** Makes the part chosen at a key. */
  public <P> P create(PartKey<P> key, Parts available) {
    return create(key, part(key), available);
  }

  /** Makes the parts chosen at a key, in order. */
  public <P> List<P> createAll(PartKey<P> key, Parts available) {
    return parts(key).stream().map(part -> create(key, part, available)).toList();
  }

  /** The same experiment with other rules for layers. */
  public ExperimentSpec withLayers(List<LayerRule> newLayers) {
    return new ExperimentSpec(settings, init, parts, newLayers);
  }

  /** The same experiment with other settings. */
  public ExperimentSpec withSettings(RunSettings newSettings) {
    return new ExperimentSpec(newSettings, init, parts, layers);
  }

  /** The same experiment with other values of some options of the part at a key. */
  public ExperimentSpec withOptions(PartKey<?> key, Map<String, ?> changed) {
    Map<PartKey<?>, List<PartSpec>> all = new LinkedHashMap<>(parts);
    all.put(key, List.of(part(key).with(changed)));
    return new ExperimentSpec(settings, init, all, layers);
  }

  /** The same experiment, started from something else. */
  public ExperimentSpec withInit(InitSettings newInit) {
    return new ExperimentSpec(settings, newInit, parts, layers);
  }

  /**
   * Makes the part chosen at a key with other options than the experiment's.
   *
   * @param different options of the part by name
   * @param place what to call the place of these options in errors
   * @throws InvalidInputException if the part has no such option, or not with that value
   */
  public <P> P create(PartKey<P> key, Map<String, ?> different, String place, Parts available) {
    PartSpec part = part(key);
    Map<String, Object> merged = new LinkedHashMap<>(part.options());
    merged.putAll(different);
    return available.create(key.socket(), place, part.name(), merged);
  }

  static <P> P create(PartKey<P> key, PartSpec part, Parts available) {
    return available.create(key.socket(), key.kind(), part.name(), part.options());
  }

  /** The whole configuration as YAML; reads back to an equal spec. */
  public String toYaml() {
    return ExperimentYaml.write(this, name -> true);
  }

  /**
   * SHA-256, hexadecimal, of the YAML without the keys {@code device}, {@code threads}, {@code
   * readEvery}, {@code checkpoint}, {@code keep}, {@code data}, {@code output} and {@code metrics},
   * and without {@code init.from} where {@code init.snapshot} says what it holds: equal for runs
   * that are to compute the same, wherever they run and whoever watches.
   */
  public String hash() {
    return ExperimentYaml.hash(this);
  }
}
