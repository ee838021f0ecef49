package org.rank1.experiments.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.rank1.experiments.config.PartKey;
import org.rank1.plugin.Options;
import org.rank1.plugin.PartBinding;
import org.rank1.plugin.PartFactory;
import org.rank1.plugin.Parts;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code rank1 plugins}: every part with its options, defaults and origin. */
@Command(
    name = "plugins",
    description = "Lists all parts with their options, defaults and origin.",
    footer = {"", "Example: ./rank1 plugins --json"},
    mixinStandardHelpOptions = true)
final class PluginsCommand implements Callable<Integer> {
  private final CommandFactory.Services services;
  @Mixin private OutputOptions output;

  PluginsCommand(CommandFactory.Services services) {
    this.services = services;
  }

  @Override
  public Integer call() {
    List<Map<String, Object>> parts = new ArrayList<>();
    for (PartBinding<?> binding : services.get(Parts.class).all()) {
      PartFactory<?, ?> factory = binding.factory().get();
      Map<String, Object> part = new LinkedHashMap<>();
      part.put("socket", binding.socket().getSimpleName());
      part.put("name", binding.name());
      part.put("options", Options.toMap(Options.defaults(factory.optionsType())));
      part.put("common", common(binding.socket()));
      part.put("plugin", binding.origin().plugin());
      part.put("version", binding.origin().version());
      part.put("origin", binding.origin().location());
      parts.add(part);
    }
    if (output.json()) {
      services.console().result(Json.write(Map.of("parts", parts)));
    } else {
      parts.stream()
          .collect(
              Collectors.groupingBy(p -> p.get("socket"), LinkedHashMap::new, Collectors.toList()))
          .forEach(this::print);
      printOrigins(parts);
    }
    return Main.DONE;
  }

  /** What every part of a socket takes beside its own options. */
  private static Map<String, Object> common(Class<?> socket) {
    return PartKey.ALL.stream()
        .filter(key -> key.socket().equals(socket))
        .findFirst()
        .map(key -> Options.toMap(Options.defaults(key.common())))
        .orElse(Map.of());
  }

  private void printOrigins(List<Map<String, Object>> parts) {
    services.console().result("Plugins");
    parts.stream()
        .map(part -> List.of(part.get("plugin"), part.get("version"), part.get("origin")))
        .distinct()
        .forEach(
            plugin ->
                services
                    .console()
                    .result(
                        "  %-22s %s  %s".formatted(plugin.get(0), plugin.get(1), plugin.get(2))));
  }

  private void print(Object socket, List<Map<String, Object>> parts) {
    Object common = parts.get(0).getOrDefault("common", Map.of());
    services.console().result(socket + (common.equals(Map.of()) ? "" : "  all with " + common));
    for (Map<String, Object> part : parts) {
      services
          .console()
          .result(
              "  %-22s %s  (%s %s)"
                  .formatted(
                      part.get("name"),
                      part.get("options"),
                      part.get("plugin"),
                      part.get("version")));
    }
  }
}
