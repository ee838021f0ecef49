package org.rank1.experiments.cli;

import java.util.ArrayList;
import java.util.List;
import org.rank1.experiments.config.ExperimentSpec;
import org.rank1.experiments.config.OptionCatalog;
import org.rank1.experiments.config.PartKey;
import org.rank1.experiments.config.PartSpec;

/**
 * Everything that can be set in an experiment with the parts that are chosen, explained.
 *
 * @param catalog all options
 * @param spec which parts are chosen
 */
record ChosenOptions(OptionCatalog catalog, ExperimentSpec spec) {

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (OptionCatalog.Section section : catalog.sections()) {
      if (section.socket().isEmpty()) {
        lines.add(section.name().isEmpty() ? "run" : section.name());
        lines.addAll(OptionText.lines(section.prefix(), section.common()));
      }
    }
    for (PartKey<?> key : PartKey.ALL) {
      catalog.sections().stream()
          .filter(section -> section.name().equals(key.key()))
          .forEach(section -> lines.addAll(chosen(key, section)));
    }
    lines.add("Other parts: ./rank1 train --help-options optimizer=sgd; ./rank1 plugins sgd.");
    return lines;
  }

  private List<String> chosen(PartKey<?> key, OptionCatalog.Section section) {
    List<String> names = spec.parts(key).stream().map(PartSpec::name).toList();
    List<String> lines = new ArrayList<>();
    lines.add(key + "=" + (key.many() ? "[" + String.join(", ", names) + "]" : names.get(0)));
    lines.addAll(
        OptionText.wrapped(
            "  ",
            "of "
                + String.join(
                    ", ", section.parts().stream().map(OptionCatalog.Part::name).toList())));
    lines.addAll(OptionText.lines(section.prefix(), section.common()));
    for (OptionCatalog.Part part : section.parts()) {
      if (names.contains(part.name())) {
        lines.addAll(OptionText.lines(section.prefix(), part.options()));
      }
    }
    return lines;
  }
}
