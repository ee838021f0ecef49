package org.rank1.experiments.config;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.rank1.plugin.Options;
import org.rank1.provenance.Sha256;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/** Experiments as YAML text. */
final class ExperimentYaml {
  /** The key of {@link InitSettings}. */
  static final String INIT = "init";

  /** Keys that say where a run is done and who watches, not what is computed. */
  private static final Set<String> NOT_HASHED =
      Set.of(
          "device",
          "threads",
          "readEvery",
          "checkpoint",
          "keep",
          "data",
          "output",
          PartKey.METRICS.key());

  private ExperimentYaml() {}

  /** The text of those keys that are chosen. */
  static String write(ExperimentSpec spec, Predicate<String> chosenKeys) {
    Map<String, Object> map = new LinkedHashMap<>(Options.toMap(spec.settings()));
    map.put(INIT, Options.toMap(spec.init()));
    spec.parts()
        .forEach(
            (key, parts) -> {
              List<Map<String, Object>> chosen = parts.stream().map(PartSpec::toMap).toList();
              map.put(key.key(), key.many() ? chosen : chosen.get(0));
              if (key.equals(PartKey.PARAMETERIZATION)) {
                map.put(LayerBinder.KEY, layers(spec.layers()));
              }
            });
    map.keySet().removeIf(chosenKeys.negate());
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    options.setNonPrintableStyle(DumperOptions.NonPrintableStyle.ESCAPE);
    options.setSplitLines(false);
    options.setLineBreak(DumperOptions.LineBreak.UNIX);
    // equal lists of two parts would otherwise become an anchor and an alias
    options.setDereferenceAliases(true);
    return new Yaml(options).dump(map);
  }

  private static Map<String, Object> layers(List<LayerRule> rules) {
    Map<String, Object> map = new LinkedHashMap<>();
    rules.forEach(rule -> map.put(rule.pattern(), rule.parameterization().toMap()));
    return map;
  }

  /** The hash of what decides the result. */
  static String hash(ExperimentSpec spec) {
    InitSettings init = spec.init();
    ExperimentSpec placeless =
        init.snapshot().isEmpty() ? spec : spec.withInit(new InitSettings("", init.snapshot()));
    String text = write(placeless, name -> !NOT_HASHED.contains(name));
    return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
  }
}
