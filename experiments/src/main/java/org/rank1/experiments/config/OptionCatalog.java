package org.rank1.experiments.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rank1.plugin.OptionDescription;
import org.rank1.plugin.PartBinding;
import org.rank1.plugin.Parts;

/**
 * Every option there is, explained: those of a run, and those of each part.
 *
 * @param sections the settings of a run, then one section for each key of {@link PartKey#ALL}, then
 *     one for each socket that is chosen elsewhere
 */
public record OptionCatalog(List<Section> sections) {
  /**
   * What belongs to one key or socket.
   *
   * @param name the key; for a socket without one its name; empty for the settings of a run
   * @param socket the socket's name, empty for settings
   * @param defaults the names of the parts where none is given
   * @param common options of the key, whichever part is chosen
   * @param parts the parts, sorted by name
   */
  public record Section(
      String name,
      String socket,
      List<String> defaults,
      List<OptionDescription> common,
      List<Part> parts) {
    /** Copies. */
    public Section {
      defaults = List.copyOf(defaults);
      common = List.copyOf(common);
      parts = List.copyOf(parts);
    }

    /** The same section with those parts only that have a name. */
    public Section only(String part) {
      return new Section(
          name,
          socket,
          defaults,
          common,
          parts.stream().filter(candidate -> candidate.name().equals(part)).toList());
    }

    /** The same section with every option of that name, and the parts only that have it. */
    public Section onlyOption(String option) {
      return new Section(
          name,
          socket,
          defaults,
          common.stream().filter(candidate -> candidate.name().equals(option)).toList(),
          parts.stream()
              .map(
                  part ->
                      new Part(
                          part.name(),
                          part.origin(),
                          part.type(),
                          part.options().stream()
                              .filter(candidate -> candidate.name().equals(option))
                              .toList()))
              .filter(part -> !part.options().isEmpty())
              .toList());
    }

    /** What stands before the name of an option of a part, for example {@code optimizer.}. */
    public String prefix() {
      return name.isEmpty() || name.equals(socket) ? "" : name + ".";
    }
  }

  /**
   * A part and its own options.
   *
   * @param name the name under which it is bound
   * @param origin the plugin that brought it
   * @param type the options record
   * @param options its components, explained
   */
  public record Part(
      String name,
      PartBinding.Origin origin,
      Class<? extends Record> type,
      List<OptionDescription> options) {
    /** Copies. */
    public Part {
      options = List.copyOf(options);
    }

    private static Part of(PartBinding<?> binding) {
      Class<? extends Record> type = binding.factory().get().optionsType();
      return new Part(binding.name(), binding.origin(), type, OptionDescription.of(type));
    }
  }

  /** Copies. */
  public OptionCatalog {
    sections = List.copyOf(sections);
  }

  /** The options of these parts. */
  public static OptionCatalog of(Parts parts) {
    Map<Class<?>, List<Part>> bySocket = new LinkedHashMap<>();
    for (PartBinding<?> binding : parts.all()) {
      bySocket.computeIfAbsent(binding.socket(), s -> new ArrayList<>()).add(Part.of(binding));
    }
    List<Section> sections = new ArrayList<>();
    sections.add(settings("", RunSettings.class));
    sections.add(settings(ExperimentYaml.INIT, InitSettings.class));
    for (PartKey<?> key : PartKey.ALL) {
      List<Part> ofKey = bySocket.remove(key.socket());
      sections.add(
          new Section(
              key.key(),
              key.socket().getSimpleName(),
              key.defaults(),
              OptionDescription.of(key.common()),
              ofKey == null ? List.of() : ofKey));
    }
    bySocket.forEach(
        (socket, ofSocket) ->
            sections.add(
                new Section(
                    socket.getSimpleName(),
                    socket.getSimpleName(),
                    List.of(),
                    List.of(),
                    ofSocket)));
    return new OptionCatalog(sections);
  }

  private static Section settings(String key, Class<? extends Record> type) {
    return new Section(key, "", List.of(), OptionDescription.of(type), List.of());
  }
}
