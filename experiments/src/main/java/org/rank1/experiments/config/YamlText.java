package org.rank1.experiments.config;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rank1.io.InvalidInputException;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Reads YAML as a tree that knows its lines. Nothing is constructed from tags; text, aliases and
 * depth are limited.
 */
final class YamlText {
  /** More than any configuration needs, and little enough to read at once. */
  static final int LONGEST = 1 << 20;

  private static final int DEEPEST = 8;
  private static final int MOST_ALIASES = 20;

  private final String file;

  private YamlText(String file) {
    this.file = file;
  }

  /**
   * The text's keys and values; none if the text is empty.
   *
   * @param file the file's name in errors
   * @throws InvalidInputException if this is no YAML, a key stands twice, or the text is no
   *     mapping, naming file and line
   */
  static Given.Mapping parse(String yaml, String file) {
    YamlText text = new YamlText(file);
    try {
      return text.root(new Yaml(limits()).compose(new StringReader(yaml)));
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      throw new InvalidInputException(
          "\"%s\" is not YAML in line %d: %s.".formatted(file, line, firstLine(e.getProblem())), e);
    } catch (YAMLException e) {
      throw new InvalidInputException(
          "\"%s\" is not YAML: %s.".formatted(file, firstLine(e.getMessage())), e);
    }
  }

  /**
   * A value of the command line in YAML's notation.
   *
   * @throws InvalidInputException if this is no YAML or a key stands twice, naming the place
   */
  static Given value(String yaml, Place place) {
    try {
      Node node = new Yaml(limits()).compose(new StringReader(yaml));
      if (node != null) {
        return new YamlText(place.file()).given(node, place.path(), place.line(), 0);
      }
    } catch (YAMLException e) {
      throw new InvalidInputException(notYaml(yaml, place), e);
    }
    throw new InvalidInputException(notYaml(yaml, place));
  }

  private static String notYaml(String yaml, Place place) {
    return "Illegal value \"%s\" at %s, must be a name, or YAML such as {name: dense}."
        .formatted(firstLine(yaml), place.ofValue());
  }

  private static LoaderOptions limits() {
    LoaderOptions limits = new LoaderOptions();
    limits.setCodePointLimit(LONGEST);
    limits.setMaxAliasesForCollections(MOST_ALIASES);
    limits.setNestingDepthLimit(DEEPEST);
    return limits;
  }

  private static String firstLine(@Nullable String message) {
    return String.valueOf(message).lines().findFirst().orElse("").replaceAll("\\.$", "");
  }

  private Given.Mapping root(@Nullable Node node) {
    if (node == null || (node instanceof ScalarNode text && text.getValue().isEmpty())) {
      return Given.Mapping.empty(new Place("", file, 1));
    }
    if (!(node instanceof MappingNode mapping)) {
      throw new InvalidInputException(
          "\"%s\" must hold keys with values, such as \"epochs: 5\", in line %d."
              .formatted(file, line(node)));
    }
    return mapping(mapping, new Place("", file, 1), 0);
  }

  private Given given(Node node, String path, int line, int depth) {
    Place place = new Place(path, file, line);
    if (depth > DEEPEST) { // an alias to a node around it, which is legal YAML
      throw new InvalidInputException(
          "Illegal value at %s, it is nested too deeply.".formatted(place.ofValue()));
    }
    if (node instanceof MappingNode mapping) {
      return mapping(mapping, place, depth);
    }
    if (node instanceof SequenceNode sequence) {
      List<Given> elements = new ArrayList<>();
      for (Node element : sequence.getValue()) {
        String elementPath = path + "[" + elements.size() + "]";
        elements.add(given(element, elementPath, line(element), depth + 1));
      }
      return new Given.Sequence(elements, place);
    }
    return new Given.Text(((ScalarNode) node).getValue(), place);
  }

  private Given.Mapping mapping(MappingNode node, Place whole, int depth) {
    Map<String, Given> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : node.getValue()) {
      int line = line(tuple.getKeyNode());
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw new InvalidInputException(
            file.isEmpty()
                ? "Illegal key at %s, must be a text.".formatted(whole.path())
                : "Illegal key in line %d of %s, must be a text.".formatted(line, file));
      }
      String name = key.getValue();
      Place place =
          new Place(whole.path().isEmpty() ? name : whole.path() + "." + name, file, line);
      if (entries.containsKey(name)) {
        throw new InvalidInputException(
            "Key \"%s\" stands twice, the second time at %s.".formatted(name, place.ofKey()));
      }
      entries.put(name, given(tuple.getValueNode(), place.path(), line, depth + 1));
    }
    return new Given.Mapping(entries, whole);
  }

  private static int line(Node node) {
    return node.getStartMark().getLine() + 1;
  }
}
