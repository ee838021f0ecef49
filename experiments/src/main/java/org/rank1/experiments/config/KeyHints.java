package org.rank1.experiments.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.rank1.io.NearMisses;
import org.rank1.plugin.PartBinding;
import org.rank1.plugin.Parts;

/**
 * The sentence about an unknown key or option, with what was probably meant: a slip, the name that
 * other tools use for the same thing, or an option that stands under a key of its own.
 */
final class KeyHints {
  /** What others call it, lower case without dashes, and what it is here. */
  private static final Map<String, String> OTHER_NAMES =
      Map.ofEntries(
          Map.entry("lr", "learningRate"),
          Map.entry("wd", "weightDecay"),
          Map.entry("l2", "weightDecay"),
          Map.entry("eps", "epsilon"),
          Map.entry("alpha", "rho"),
          Map.entry("bs", "batchSize"),
          Map.entry("minibatch", "batchSize"),
          Map.entry("gpu", "device"),
          Map.entry("workers", "threads"),
          Map.entry("numworkers", "threads"),
          Map.entry("cpus", "threads"),
          Map.entry("model", "architecture"),
          Map.entry("net", "architecture"),
          Map.entry("network", "architecture"),
          Map.entry("form", "parameterization"),
          Map.entry("lrscheduler", "schedule"),
          Map.entry("outdir", "output"),
          Map.entry("datadir", "data"),
          Map.entry("warmup", "warmupSteps"),
          Map.entry("clip", "clipNorm"));

  private KeyHints() {}

  /** About a key that is none of a configuration's own. */
  static String unknownKey(String key, Place place, Parts parts) {
    List<String> keys = ExperimentReader.keys();
    String sentence = NearMisses.unknown("key", key, place.ofKey(), keys);
    String meant = meant(key);
    if (keys.contains(meant) || meant.contains(".")) {
      return sentence(sentence, List.of(meant));
    }
    return sentence(sentence, withKeys(meant, parts));
  }

  /** About an option that a part does not have. */
  static String unknownOption(String option, Place place, Collection<String> legal) {
    String sentence = NearMisses.unknown("option", option, place.ofKey(), legal);
    String meant = meant(option);
    return legal.contains(meant) ? sentence(sentence, List.of(meant)) : sentence;
  }

  private static String meant(String name) {
    return OTHER_NAMES.getOrDefault(name.toLowerCase(Locale.ROOT).replaceAll("[_-]", ""), name);
  }

  /** The keys under which a part has an option of that name, with it. */
  private static List<String> withKeys(String option, Parts parts) {
    List<String> found = new ArrayList<>();
    for (PartKey<?> key : PartKey.ALL) {
      TreeSet<String> options = new TreeSet<>(OptionBinder.components(key.common()).keySet());
      for (PartBinding<?> part : parts.all()) {
        if (part.socket().equals(key.socket())) {
          options.addAll(OptionBinder.components(part.factory().get().optionsType()).keySet());
        }
      }
      if (!key.many() && options.contains(option)) {
        found.add(key + "." + option);
      }
    }
    return found;
  }

  private static String sentence(String sentence, List<String> meant) {
    if (meant.isEmpty()) {
      return sentence;
    }
    int slip = sentence.indexOf(" Did you mean ");
    String known = slip < 0 ? sentence : sentence.substring(0, slip);
    return known + " Did you mean \"" + String.join("\" or \"", meant) + "\"?";
  }
}
