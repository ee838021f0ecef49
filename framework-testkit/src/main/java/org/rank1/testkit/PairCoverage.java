package org.rank1.testkit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.rank1.filter.ConvAxis;

/**
 * Which pairs of levels occurred together in one convolution: of the kernel, the groups, and of
 * each axis the stride, the padding, the dilation and whether the size is odd. Most defects of
 * convolutions need one or two of these to show.
 */
public final class PairCoverage {
  private static final List<String> STRIDES = List.of("1", "2", "3");
  private static final List<String> PADDINGS = List.of("none", "equal", "unequal");
  private static final List<String> DILATIONS = List.of("1", "2");
  private static final List<String> SIZES = List.of("odd", "even");
  private static final List<String> GROUPS = List.of("1", "2", "channels");

  private final Set<String> pairs = new HashSet<>();

  /** How many pairs a case would add. */
  int added(ConvCases.Case next) {
    int added = 0;
    for (String pair : pairs(levels(next))) {
      if (!pairs.contains(pair)) {
        added++;
      }
    }
    return added;
  }

  /** Adds the pairs of a case. */
  public void add(ConvCases.Case next) {
    pairs.addAll(pairs(levels(next)));
  }

  /** How many pairs occurred. */
  public int size() {
    return pairs.size();
  }

  /**
   * The pairs that have not occurred in convolutions with a number of axes, of all but those of a
   * kernel, which differ from case to case, with something else.
   */
  public Set<String> missing(int axes) {
    List<List<String>> choices = new ArrayList<>();
    choices.add(named("groups", GROUPS));
    for (int axis = 0; axis < axes; axis++) {
      choices.add(named("stride" + axis, STRIDES));
      choices.add(named("padding" + axis, PADDINGS));
      choices.add(named("dilation" + axis, DILATIONS));
      choices.add(named("size" + axis, SIZES));
    }
    Set<String> missing = new LinkedHashSet<>();
    for (int i = 0; i < choices.size(); i++) {
      for (int j = i + 1; j < choices.size(); j++) {
        for (String one : choices.get(i)) {
          for (String other : choices.get(j)) {
            missing.add(one + " with " + other);
          }
        }
      }
    }
    missing.removeAll(pairs);
    return missing;
  }

  private static List<String> named(String name, List<String> levels) {
    return levels.stream().map(level -> name + "=" + level).toList();
  }

  private static List<String> levels(ConvCases.Case next) {
    var geometry = next.conv().geometry();
    List<String> levels = new ArrayList<>();
    int groups = geometry.groups();
    levels.add(
        "groups=" + (groups == 1 ? "1" : groups == next.conv().inChannels() ? "channels" : "2"));
    for (int a = 0; a < geometry.axes().size(); a++) {
      ConvAxis axis = geometry.axes().get(a);
      levels.add("stride" + a + "=" + axis.stride());
      boolean equal = axis.padBegin() == axis.padEnd();
      levels.add(
          "padding" + a + "=" + (!equal ? "unequal" : axis.padBegin() == 0 ? "none" : "equal"));
      levels.add("dilation" + a + "=" + axis.dilation());
      levels.add("size" + a + "=" + (next.spatial().get(a) % 2 == 0 ? "even" : "odd"));
    }
    levels.add("kernel=" + geometry.kernelText());
    return levels;
  }

  private static List<String> pairs(List<String> levels) {
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < levels.size(); i++) {
      for (int j = i + 1; j < levels.size(); j++) {
        pairs.add(levels.get(i) + " with " + levels.get(j));
      }
    }
    return pairs;
  }
}
