package org.rank1.experiments.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.rank1.experiments.config.OptionCatalog;
import org.rank1.io.InvalidInputException;
import org.rank1.io.NearMisses;
import org.rank1.plugin.OptionDescription;
import org.rank1.plugin.PartBinding;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rank1 plugins}: every part with its options, defaults and origin. */
@Command(
    name = "plugins",
    description =
        "Lists all parts with their options, defaults and origin, or explains every option of one.",
    footer = {"", "Example: ./rank1 plugins adam"},
    mixinStandardHelpOptions = true)
final class PluginsCommand implements Callable<Integer> {
  private final CommandFactory.Services services;

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      description = "A part, a key of the configuration, a socket or an option, to be explained.")
  private @Nullable String name;

  @Option(names = "--markdown", description = "Explain everything, as one page in Markdown.")
  private boolean markdown;

  @Mixin private OutputOptions output;

  PluginsCommand(CommandFactory.Services services) {
    this.services = services;
  }

  @Override
  public Integer call() {
    OptionCatalog catalog = services.rank1().options();
    if (markdown) {
      output.requireText("--markdown");
      services.console().result(OptionsPage.of(catalog).stripTrailing());
      return Main.DONE;
    }
    List<OptionCatalog.Section> sections =
        name == null ? catalog.sections() : named(catalog.sections(), name);
    if (output.json()) {
      services.console().result(Json.write(Map.of("parts", json(sections))));
    } else if (name == null) {
      list(sections);
    } else {
      sections.forEach(this::explain);
    }
    return Main.DONE;
  }

  /** The sections of that name, or the parts of that name, or the options of that name. */
  private static List<OptionCatalog.Section> named(
      List<OptionCatalog.Section> sections, String name) {
    List<OptionCatalog.Section> found = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>();
    for (OptionCatalog.Section section : sections) {
      names.add(section.name());
      names.add(section.socket());
      if (section.name().equals(name) || section.socket().equals(name)) {
        found.add(section);
      }
      section.parts().forEach(part -> names.add(part.name()));
    }
    if (found.isEmpty()) {
      sections.stream()
          .map(section -> section.only(name))
          .filter(section -> !section.parts().isEmpty())
          .forEach(found::add);
    }
    if (found.isEmpty()) {
      sections.stream()
          .map(section -> section.onlyOption(name))
          .filter(section -> !section.parts().isEmpty() || !section.common().isEmpty())
          .forEach(found::add);
    }
    if (found.isEmpty() || name.isEmpty()) {
      names.remove("");
      throw new InvalidInputException(
          NearMisses.unknown("part, key, socket or option", name, "NAME", names));
    }
    return found;
  }

  private void explain(OptionCatalog.Section section) {
    Console console = services.console();
    for (OptionCatalog.Part part : section.parts()) {
      PartBinding.Origin origin = part.origin();
      console.result(
          "%s %s  (%s, from %s %s)"
              .formatted(
                  section.name(),
                  part.name(),
                  section.socket(),
                  origin.plugin(),
                  origin.version()));
      if (part.options().isEmpty()) {
        console.result("  no options of its own");
      }
      OptionText.lines(section.prefix(), part.options()).forEach(console::result);
    }
    if (!section.common().isEmpty()) {
      console.result(
          section.socket().isEmpty()
              ? section.name().isEmpty() ? "run" : section.name()
              : "every " + section.name());
      OptionText.lines(section.prefix(), section.common()).forEach(console::result);
    }
  }

  private void list(List<OptionCatalog.Section> sections) {
    Console console = services.console();
    Set<String> origins = new LinkedHashSet<>();
    for (OptionCatalog.Section section : sections) {
      if (section.socket().isEmpty()) {
        continue;
      }
      console.result(
          section.socket()
              + (section.common().isEmpty() ? "" : "  all with " + defaults(section.common())));
      for (OptionCatalog.Part part : section.parts()) {
        PartBinding.Origin origin = part.origin();
        console.result(
            "  %-22s %s  (%s %s)"
                .formatted(
                    part.name(), defaults(part.options()), origin.plugin(), origin.version()));
        origins.add(
            "  %-22s %s  %s".formatted(origin.plugin(), origin.version(), origin.location()));
      }
    }
    console.result("Plugins");
    origins.forEach(console::result);
    console.result("Explained: ./rank1 plugins NAME, with a part, a key, a socket or an option.");
  }

  private static Map<String, Object> defaults(List<OptionDescription> options) {
    Map<String, Object> defaults = new LinkedHashMap<>();
    options.forEach(option -> defaults.put(option.name(), option.defaultValue()));
    return defaults;
  }

  private static List<Map<String, Object>> json(List<OptionCatalog.Section> sections) {
    List<Map<String, Object>> parts = new ArrayList<>();
    for (OptionCatalog.Section section : sections) {
      for (OptionCatalog.Part part : section.parts()) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("socket", section.socket());
        json.put("name", part.name());
        json.put("options", defaults(part.options()));
        json.put("common", defaults(section.common()));
        json.put("explained", part.options());
        json.put("plugin", part.origin().plugin());
        json.put("version", part.origin().version());
        json.put("origin", part.origin().location());
        parts.add(json);
      }
    }
    return parts;
  }
}
