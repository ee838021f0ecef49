package org.rank1.experiments.config;

import org.rank1.plugin.Parts;
import org.rank1.training.FilterParameterization;
import org.rank1.training.PathPattern;

/**
 * Which convolutions get a parameterization of their own.
 *
 * @param pattern of names of layers, in which {@code *} stands for any characters (dots and slashes
 *     too) and {@code ?} for one
 * @param parameterization what they get
 */
public record LayerRule(String pattern, PartSpec parameterization) {
  /** Checks the pattern. */
  public LayerRule {
    new PathPattern(pattern);
  }

  /** Whether a text is a pattern. */
  static boolean isLegal(String pattern) {
    return PathPattern.isLegal(pattern);
  }

  /** Makes the parameterization. */
  FilterParameterization create(Parts parts) {
    return ExperimentSpec.create(PartKey.PARAMETERIZATION, parameterization, parts);
  }

  /** Whether the pattern stands for a name. */
  public boolean matches(String name) {
    return new PathPattern(pattern).matches(name);
  }
}
