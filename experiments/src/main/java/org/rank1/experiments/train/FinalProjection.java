package org.rank1.experiments.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rank1.experiments.config.ExperimentSpec;
import org.rank1.experiments.config.PartKey;
import org.rank1.filter.form.DenseForm;
import org.rank1.io.InvalidInputException;
import org.rank1.metric.Measurement;
import org.rank1.network.FormConversion;
import org.rank1.network.NetworkSnapshot;
import org.rank1.network.NetworkSpec;
import org.rank1.ops.hook.ProjectHook;
import org.rank1.plugin.Parts;
import org.rank1.training.KernelProjection;
import org.rank1.training.ProjectOptions;
import org.rank1.training.TrainingHook;

/**
 * The projection of a run: a hook while it trains, and in the end the replacement of every dense
 * kernel by its factors, so that what is exported is exactly structured.
 */
final class FinalProjection {
  private final Optional<KernelProjection.Target> target;
  private final Optional<ProjectHook> hook;

  private FinalProjection(Optional<KernelProjection.Target> target, Optional<ProjectHook> hook) {
    this.target = target;
    this.hook = hook;
  }

  /**
   * The projection an experiment asks for.
   *
   * @throws InvalidInputException if there is no dense convolution to project
   */
  static FinalProjection of(ExperimentSpec spec, Parts parts, NetworkSpec network) {
    KernelProjection projection = spec.create(PartKey.PROJECTION, parts);
    if (projection.target().isEmpty()) {
      return new FinalProjection(Optional.empty(), Optional.empty());
    }
    if (network.convolutions().stream().noneMatch(layer -> layer.form().equals(new DenseForm()))) {
      throw new InvalidInputException(
          "Projection \"%s\" at projection.name has nothing to project: parameterization \"%s\" leaves no convolution dense; use parameterization=dense or projection=none."
              .formatted(
                  spec.part(PartKey.PROJECTION).name(),
                  spec.part(PartKey.PARAMETERIZATION).name()));
    }
    ProjectOptions options = spec.common(PartKey.PROJECTION, ProjectOptions.class);
    return new FinalProjection(
        projection.target(), Optional.of(new ProjectHook(projection, options)));
  }

  List<TrainingHook> hooks() {
    return hook.<List<TrainingHook>>map(List::of).orElse(List.of());
  }

  /** How far the last projection moved the kernels. */
  Optional<Measurement> measurement() {
    return hook.flatMap(ProjectHook::errors)
        .map(
            errors -> {
              Map<String, Object> values = new LinkedHashMap<>();
              values.put("meanKernelError", errors.mean());
              values.put("worstKernelError", errors.worst());
              values.put("worstLayer", errors.worstLayer());
              return new Measurement("projection", values);
            });
  }

  /** The snapshot with factors in place of the projected kernels. */
  NetworkSnapshot factored(NetworkSnapshot snapshot) {
    return target
        .map(
            t ->
                FormConversion.decompose(
                        snapshot,
                        t.form(),
                        t.decomposer(),
                        layer -> layer.form().equals(new DenseForm()))
                    .snapshot())
        .orElse(snapshot);
  }
}
