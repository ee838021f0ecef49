package org.rank1.experiments.cli;

import java.util.ArrayList;
import java.util.List;
import org.rank1.plugin.OptionDescription;

/**
 * An option as lines of text that fit a terminal: how it is written with its default, what it is,
 * what is legal, and what each choice means.
 */
final class OptionText {
  private static final int COLUMNS = 80;
  private static final String TEXT = "      ";
  private static final String FURTHER = "        ";

  private OptionText() {}

  /** The lines about options whose names stand behind a prefix such as {@code optimizer.}. */
  static List<String> lines(String prefix, List<OptionDescription> options) {
    List<String> lines = new ArrayList<>();
    for (OptionDescription option : options) {
      lines.add("  " + prefix + option.name() + "=" + option.defaultText());
      lines.addAll(wrapped(TEXT, meaning(option)));
      for (OptionDescription.Choice choice : option.choices()) {
        lines.addAll(
            wrapped(
                FURTHER, choice.name() + (choice.text().isEmpty() ? "" : ": " + choice.text())));
      }
    }
    return lines;
  }

  private static String meaning(OptionDescription option) {
    List<String> meaning = new ArrayList<>();
    if (!option.text().isEmpty()) {
      meaning.add(option.text());
    }
    String legal = option.choices().isEmpty() ? option.legal() : "one of";
    meaning.add(option.unit().isEmpty() ? legal : "in " + option.unit() + ", " + legal);
    return String.join("; ", meaning) + (option.choices().isEmpty() ? "" : ":");
  }

  static List<String> wrapped(String indent, String text) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(indent);
    for (String word : text.split(" ", -1)) {
      if (line.length() + word.length() > COLUMNS && !line.toString().isBlank()) {
        lines.add(line.toString().stripTrailing());
        line = new StringBuilder(indent);
      }
      line.append(word).append(' ');
    }
    lines.add(line.toString().stripTrailing());
    return lines;
  }
}
