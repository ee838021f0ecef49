package org.rank1.experiments.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.rank1.io.InvalidInputException;
import org.rank1.plugin.Parts;

/**
 * Reads experiments: YAML, overlaid by {@code key=value} settings of the command line, bound to the
 * parts that there are.
 *
 * <pre>{@code
 * ExperimentSpec spec = new ExperimentReader(parts)
 *     .read(Path.of("experiment.yaml"), List.of("optimizer=adam", "optimizer.learningRate=0.01"));
 * }</pre>
 *
 * <p>A part's name alone is the short form of {@code part.name}, in both. A key of the command line
 * wins over the file's; a part's name on the command line that is not the file's drops the options
 * that the file gives to the other part, but not those of the {@linkplain PartKey#common key}; and
 * whatever the command line says of the parameterization drops the executions that a run has
 * spelled out for the convolutions of the file's. The key {@code layers} takes patterns: in a file
 * {@code layers: {conv1: dense, "block4*": {name: rank1}}}, on the command line {@code
 * layers.conv1=dense} or {@code "layers.block4*={name: rank1}"}. Nothing is guessed: an unknown
 * key, a key that stands twice and a value of the wrong type are refused.
 */
public final class ExperimentReader {
  private static final String WITHOUT_FILE = "command line";

  /** The option that a run spells out for each convolution. */
  private static final String EXECUTION = "execution";

  private final Parts parts;
  private final PartBinder binder;
  private final LayerBinder layers;

  /** A reader that knows these parts. */
  public ExperimentReader(Parts parts) {
    this.parts = parts;
    this.binder = new PartBinder(parts);
    this.layers = new LayerBinder(binder);
  }

  /** All top-level keys: settings, parts, rules for layers, what to start from. */
  public static List<String> keys() {
    return Stream.of(
            Arrays.stream(RunSettings.class.getRecordComponents()).map(c -> c.getName()),
            PartKey.ALL.stream().map(PartKey::key),
            Stream.of(LayerBinder.KEY, ExperimentYaml.INIT))
        .flatMap(names -> names)
        .toList();
  }

  /**
   * The defaults, overlaid by the command line.
   *
   * @throws InvalidInputException in one sentence that names the place and the legal values
   */
  public ExperimentSpec read(List<String> overrides) {
    return parse("", WITHOUT_FILE, overrides);
  }

  /**
   * A file, overlaid by the command line.
   *
   * @throws InvalidInputException in one sentence that names the place and the legal values
   */
  public ExperimentSpec read(Path file, List<String> overrides) {
    try {
      if (!Files.isRegularFile(file)) {
        throw new InvalidInputException("There is no configuration \"" + file + "\".");
      }
      if (Files.size(file) > YamlText.LONGEST) {
        throw new InvalidInputException(
            "The configuration \"%s\" is longer than %d bytes.".formatted(file, YamlText.LONGEST));
      }
      return parse(Files.readString(file), file.toString(), overrides);
    } catch (CharacterCodingException e) {
      throw new InvalidInputException(
          "The configuration \"" + file + "\" is not text in UTF-8.", e);
    } catch (IOException e) {
      throw new InvalidInputException(
          "Cannot read the configuration \"%s\": %s.".formatted(file, e.getMessage()), e);
    }
  }

  /**
   * YAML text, overlaid by the command line.
   *
   * @param file what to call the text in errors
   * @throws InvalidInputException in one sentence that names the place and the legal values
   */
  public ExperimentSpec parse(String yaml, String file, List<String> overrides) {
    Given.Mapping written = checkedKeys(YamlText.parse(yaml, file));
    Given.Mapping command = checkedKeys(Overrides.parse(overrides));
    Map<String, Given> settings = new LinkedHashMap<>();
    settings.putAll(written.entries());
    settings.putAll(command.entries());
    settings.keySet().retainAll(OptionBinder.components(RunSettings.class).keySet());
    Map<PartKey<?>, List<PartSpec>> chosen = new LinkedHashMap<>();
    for (PartKey<?> key : PartKey.ALL) {
      chosen.put(key, binder.bind(key, given(key.key(), written, command)));
    }
    return new ExperimentSpec(
        OptionBinder.bind(
            RunSettings.class, settings, List.of(), Place.commandLine("configuration")),
        init(given(ExperimentYaml.INIT, written, command)),
        chosen,
        rules(written, command));
  }

  /**
   * The rules of both sources. Those by which a run has spelled out the executions of its
   * convolutions belong to the file's parameterization and go with it where the command line has
   * another one, or other options of it.
   */
  private List<LayerRule> rules(Given.Mapping written, Given.Mapping command) {
    List<LayerRule> rules = layers.bind(given(LayerBinder.KEY, written, command));
    if (given(PartKey.PARAMETERIZATION.key(), command).isEmpty()) {
      return rules;
    }
    PartSpec ofFile =
        binder
            .bind(PartKey.PARAMETERIZATION, given(PartKey.PARAMETERIZATION.key(), written))
            .get(0);
    List<LayerRule> ofCommand = layers.bind(given(LayerBinder.KEY, command));
    return rules.stream()
        .filter(
            rule ->
                ofCommand.contains(rule) || !rule.parameterization().equalsBut(EXECUTION, ofFile))
        .toList();
  }

  private static InitSettings init(List<Given> given) {
    Map<String, Given> settings = new LinkedHashMap<>();
    Place whole = Place.commandLine(ExperimentYaml.INIT);
    for (Given source : given) {
      if (!(source instanceof Given.Mapping mapping)) {
        throw new InvalidInputException(
            "Illegal value \"%s\" at %s, must be keys with values, such as init.from=runs/first."
                .formatted(source.plain(), source.place().ofValue()));
      }
      settings.putAll(mapping.entries());
      whole = mapping.place();
    }
    return OptionBinder.bind(InitSettings.class, settings, List.of(), whole);
  }

  private static List<Given> given(String key, Given.Mapping... sources) {
    List<Given> given = new ArrayList<>();
    for (Given.Mapping source : sources) {
      Given value = source.entries().get(key);
      if (value != null) {
        given.add(value);
      }
    }
    return given;
  }

  private Given.Mapping checkedKeys(Given.Mapping given) {
    given
        .entries()
        .forEach(
            (key, value) -> {
              if (!keys().contains(key)) {
                throw new InvalidInputException(KeyHints.unknownKey(key, value.place(), parts));
              }
            });
    return given;
  }
}
