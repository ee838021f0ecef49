package org.rank1.experiments.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.rank1.experiments.config.OptionCatalog;
import org.rank1.plugin.OptionDescription;

/** All options as one page in Markdown: docs/options.md is what it makes of our own parts. */
final class OptionsPage {
  private static final String HEAD =
      """
      # Options

      Every option of every part, made from the parts themselves by `./rank1 plugins --markdown`; a test holds
      it. In a configuration file an option stands under its key, on the command line behind it:
      ```
      optimizer: {name: sgd, learningRate: 0.05}            # experiment.yaml
      ./rank1 train optimizer=sgd optimizer.learningRate=0.05
      ```
      The key `layers` gives some convolutions another parameterization: `layers: {conv1: dense, "block4*": {name:
      cp, rank: 8}}`, or `layers.conv1=dense`. `./rank1 train --help-options optimizer=sgd` explains the options of a choice of parts, `./rank1 plugins sgd`
      those of one part.
      """;

  private OptionsPage() {}

  static String of(OptionCatalog catalog) {
    StringBuilder page = new StringBuilder(HEAD);
    for (OptionCatalog.Section section : catalog.sections()) {
      page.append("\n## ").append(section.name().isEmpty() ? "Run" : code(section.name()));
      page.append("\n\n").append(about(section));
      page.append(table(section.prefix(), section.common()));
      grouped(section.parts())
          .forEach(
              (type, parts) -> {
                if (!parts.get(0).options().isEmpty()) {
                  page.append("\n### ").append(names(parts)).append("\n\n");
                  page.append(table(section.prefix(), parts.get(0).options()));
                }
              });
    }
    return page.toString();
  }

  private static String about(OptionCatalog.Section section) {
    if (section.socket().isEmpty()) {
      return section.name().isEmpty()
          ? "What is set for a run and is no part.\n\n"
          : "What training starts from.\n\n";
    }
    StringBuilder about = new StringBuilder("One part of the socket `" + section.socket() + "`");
    if (!section.defaults().isEmpty()) {
      about.append("; the default is ").append(codes(section.defaults()));
    }
    about.append(".");
    List<OptionCatalog.Part> plain =
        section.parts().stream().filter(part -> part.options().isEmpty()).toList();
    if (!plain.isEmpty()) {
      about.append(" Without options of their own: ").append(names(plain)).append(".");
    }
    if (!section.common().isEmpty()) {
      about.append(" Every one takes, beside its own:");
    }
    return about + (section.common().isEmpty() ? "\n" : "\n\n");
  }

  private static Map<Class<?>, List<OptionCatalog.Part>> grouped(List<OptionCatalog.Part> parts) {
    Map<Class<?>, List<OptionCatalog.Part>> groups = new LinkedHashMap<>();
    parts.forEach(part -> groups.computeIfAbsent(part.type(), t -> new ArrayList<>()).add(part));
    return groups;
  }

  private static String table(String prefix, List<OptionDescription> options) {
    if (options.isEmpty()) {
      return "";
    }
    StringBuilder table =
        new StringBuilder("| option | meaning | unit | legal | default |\n|---|---|---|---|---|\n");
    for (OptionDescription option : options) {
      table
          .append("| ")
          .append(code(prefix + option.name()))
          .append(" | ")
          .append(cell(meaning(option)))
          .append(" | ")
          .append(option.unit())
          .append(" | ")
          .append(cell(legal(option)))
          .append(" | ")
          .append(option.defaultText().isEmpty() ? "empty" : code(option.defaultText()))
          .append(" |\n");
    }
    return table.toString();
  }

  private static String meaning(OptionDescription option) {
    return option.text()
        + option.choices().stream()
            .map(choice -> "<br>" + code(choice.name()) + ": " + choice.text())
            .collect(Collectors.joining());
  }

  private static String legal(OptionDescription option) {
    return option.choices().isEmpty()
        ? option.legal()
        : codes(option.choices().stream().map(OptionDescription.Choice::name).toList());
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace("*", "\\*");
  }

  private static String names(List<OptionCatalog.Part> parts) {
    return codes(parts.stream().map(OptionCatalog.Part::name).toList());
  }

  private static String codes(List<String> names) {
    return names.stream().map(OptionsPage::code).collect(Collectors.joining(", "));
  }

  private static String code(String text) {
    return "`" + text + "`";
  }
}
