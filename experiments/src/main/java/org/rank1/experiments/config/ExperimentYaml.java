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
  /** Keys that say where a run is done and who watches, not what is computed. */
  private static final Set<String> NOT_HASHED =
      Set.of("device", "threads", "data", "output", PartKey.METRICS.key());

  private ExperimentYaml() {}

  /** The text of those keys that are chosen. */
  static String write(ExperimentSpec spec, Predicate<String> chosenKeys) {
    Map<String, Object> map = new LinkedHashMap<>(Options.toMap(spec.settings()));
    spec.parts()
        .forEach(
            (key, parts) -> {
              List<Map<String, Object>> chosen = parts.stream().map(PartSpec::toMap).toList();
              map.put(key.key(), key.many() ? chosen : chosen.get(0));
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

  /** The hash of what decides the result. */
  static String hash(ExperimentSpec spec) {
    String text = write(spec, name -> !NOT_HASHED.contains(name));
    return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
  }
}
