package org.rank1.experiments.config;

import java.util.List;
import java.util.Optional;
import org.rank1.architecture.Architecture;
import org.rank1.data.DatasetProvider;
import org.rank1.metric.MetricSink;
import org.rank1.plugin.NoOptions;
import org.rank1.schedule.Schedule;
import org.rank1.schedule.WarmupOptions;
import org.rank1.training.FilterParameterization;
import org.rank1.training.KernelProjection;
import org.rank1.training.OptimizerFactory;
import org.rank1.training.OptimizerOptions;
import org.rank1.training.ProjectOptions;
import org.rank1.training.TrainingHook;

/**
 * A key of the configuration whose value is one part, or a list of parts. A new socket is offered
 * to users by one more line in this table.
 *
 * @param <P> the socket
 * @param key the key
 * @param kind what one such part is called in an error
 * @param socket the socket
 * @param many whether the value is a list
 * @param defaults the names of the parts where none is given
 * @param common options of the key, which every part takes beside its own, one from a plugin too
 */
public record PartKey<P>(
    String key,
    String kind,
    Class<P> socket,
    boolean many,
    List<String> defaults,
    Class<? extends Record> common) {

  /** The images. */
  public static final PartKey<DatasetProvider> DATASET =
      one("dataset", DatasetProvider.class, "fashion-mnist");

  /** The network. */
  public static final PartKey<Architecture> ARCHITECTURE =
      one("architecture", Architecture.class, "vgg-small");

  /** What each convolution's kernel is made of. */
  public static final PartKey<FilterParameterization> PARAMETERIZATION =
      one("parameterization", FilterParameterization.class, "rank1");

  /** What moves the parameters. */
  public static final PartKey<OptimizerFactory> OPTIMIZER =
      one("optimizer", OptimizerFactory.class, "adam", OptimizerOptions.class);

  /** The factor on the learning rate over time. */
  public static final PartKey<Schedule> SCHEDULE =
      one("schedule", Schedule.class, "cosine", WarmupOptions.class);

  /** What keeps dense kernels near a structured set. */
  public static final PartKey<KernelProjection> PROJECTION =
      one("projection", KernelProjection.class, "none", ProjectOptions.class);

  /** What else acts between steps, in this order and before the projection. */
  public static final PartKey<TrainingHook> HOOKS =
      new PartKey<>("hooks", "hook", TrainingHook.class, true, List.of(), NoOptions.class);

  /** Where measurements go. */
  public static final PartKey<MetricSink> METRICS =
      new PartKey<>(
          "metrics",
          "metric",
          MetricSink.class,
          true,
          List.of("jsonl", "console"),
          NoOptions.class);

  /** All keys, in the order of a written configuration. */
  public static final List<PartKey<?>> ALL =
      List.of(
          DATASET, ARCHITECTURE, PARAMETERIZATION, OPTIMIZER, SCHEDULE, PROJECTION, HOOKS, METRICS);

  /** Copies. */
  public PartKey {
    defaults = List.copyOf(defaults);
  }

  private static <P> PartKey<P> one(String key, Class<P> socket, String name) {
    return one(key, socket, name, NoOptions.class);
  }

  private static <P> PartKey<P> one(
      String key, Class<P> socket, String name, Class<? extends Record> common) {
    return new PartKey<>(key, key, socket, false, List.of(name), common);
  }

  /** The key of that name, if there is one. */
  static Optional<PartKey<?>> of(String key) {
    return ALL.stream().<PartKey<?>>map(k -> k).filter(k -> k.key().equals(key)).findFirst();
  }

  /** The key itself. */
  @Override
  public String toString() {
    return key;
  }
}
