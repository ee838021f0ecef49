/**
 * What an experiment is, and how it is read.
 *
 * <p>{@link org.rank1.experiments.config.ExperimentReader} reads YAML and {@code key=value}
 * overrides into an {@link org.rank1.experiments.config.ExperimentSpec} in which every option of
 * every part is spelled out. Keys that are parts stand in one table, {@link
 * org.rank1.experiments.config.PartKey#ALL}; all others are components of {@link
 * org.rank1.experiments.config.RunSettings}.
 */
@API(status = API.Status.EXPERIMENTAL)
@NullMarked
package org.rank1.experiments.config;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
