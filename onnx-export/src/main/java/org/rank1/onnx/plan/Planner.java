package org.rank1.onnx.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.Lowering;
import org.rank1.network.LayerSpec;
import org.rank1.network.NetworkSnapshot;
import org.rank1.network.NetworkSpec;
import org.rank1.onnx.export.ExportOptions;
import org.rank1.onnx.export.Lowerings;
import org.rank1.onnx.export.TensorOrder;
import org.rank1.onnx.runtime.ChannelBlock;
import org.rank1.onnx.verdict.LatencyReport;
import org.rank1.onnx.verdict.ModelLatency;
import org.rank1.runtime.InferenceRuntime;

/**
 * Chooses the lowering of every convolution by measurement.
 *
 * <p>Layers that are equal are timed once and planned together. The fastest candidates of all
 * layers make the first choice; it competes with every uniform choice on the whole network, and the
 * winner is then improved there: layer by layer, the candidates that came close are tried, and kept
 * if the network gets faster beyond noise. At the end the improved choice has to beat every uniform
 * choice, all dense among them, once more.
 */
public final class Planner {
  private static final String PER_LAYER = "per layer";
  private static final String IMPROVED = "improved";

  /** A split that is not this much faster stays dense. */
  private static final double MARGIN = 1.03;

  private final InferenceRuntime runtime;
  private final LatencyCache cache;
  private final PlannerOptions options;

  /** Works on a runtime. */
  public Planner(InferenceRuntime runtime, LatencyCache cache, PlannerOptions options) {
    this.runtime = runtime;
    this.cache = cache;
    this.options = options;
  }

  /**
   * Measures and chooses.
   *
   * @param export how the network will be exported; its lowerings are not used, and a batch that is
   *     chosen at run time is measured with one example
   * @param progress told what is measured
   */
  public LoweringPlan plan(
      NetworkSnapshot snapshot, ExportOptions export, Consumer<String> progress) {
    NetworkSpec network = snapshot.network();
    int batch = export.batch().size().orElse(1);
    Map<String, LayerCase> cases = new LinkedHashMap<>();
    network.convolutions().forEach(conv -> cases.put(conv.name(), LayerCase.of(network, conv)));
    Map<LayerCase, Map<String, Double>> timings =
        timings(cases.values(), batch, export.tensorOrder(), progress);
    WholeNetwork whole = new WholeNetwork(snapshot, export, batch, runtime, options.network());
    Map<String, Lowerings> choices = choices(cases, timings);
    Map<String, Double> measured = new LinkedHashMap<>();
    Lowerings start = fastest(choices, whole, measured, progress);
    Lowerings improved = improve(start, cases, timings, whole, progress);
    Lowerings chosen = start;
    if (!improved.equals(start)) {
      choices.put(IMPROVED, improved);
      chosen = fastest(choices, whole, measured, progress);
    }
    return plan(network, chosen, cases, timings, measured);
  }

  private LoweringPlan plan(
      NetworkSpec network,
      Lowerings chosen,
      Map<String, LayerCase> cases,
      Map<LayerCase, Map<String, Double>> timings,
      Map<String, Double> measured) {
    List<PlannedLayer> layers = new ArrayList<>();
    for (LayerSpec.Convolution layer : network.convolutions()) {
      layers.add(
          new PlannedLayer(
              layer.name(),
              layer.form().name(),
              LayerCase.text(network.convSpec(layer)),
              chosen.of(layer.name()),
              innerChannels(network.convSpec(layer), layer, chosen.of(layer.name())),
              timings.getOrDefault(cases.get(layer.name()), Map.of())));
    }
    return new LoweringPlan(
        network.name(),
        network.input().toString(),
        runtime.description(),
        Machine.cpuModel(),
        runtime.threads(),
        ChannelBlock.of(runtime),
        layers,
        measured);
  }

  /** Channels between stages that are neither the layer's own inputs nor its outputs. */
  private static List<Integer> innerChannels(
      ConvSpec conv, LayerSpec.Convolution layer, String lowering) {
    return layer.form().lower(conv, lowering).chains().stream()
        .flatMap(chain -> chain.stream().limit(chain.size() - 1L))
        .map(stage -> stage.conv().outChannels())
        .filter(channels -> channels != conv.inChannels() && channels != conv.outChannels())
        .distinct()
        .toList();
  }

  private Map<LayerCase, Map<String, Double>> timings(
      Collection<LayerCase> layers, int batch, TensorOrder order, Consumer<String> progress) {
    Map<String, Map<String, Double>> known = cache.load(runtime);
    Map<String, Map<String, Double>> added = new TreeMap<>();
    Map<LayerCase, Map<String, Double>> timings = new LinkedHashMap<>();
    Set<LayerCase> distinct = new LinkedHashSet<>(layers);
    for (LayerCase layer : distinct) {
      List<String> candidates = layer.candidates();
      String key = "batch " + batch + " " + layer.key(order);
      Map<String, Double> cached = known.getOrDefault(key, Map.of());
      if (candidates.size() == 1) {
        timings.put(layer, Map.of());
      } else if (cached.keySet().containsAll(candidates)) {
        timings.put(layer, cached);
      } else {
        progress.accept(
            "measuring layer %d of %d: %s".formatted(timings.size() + 1, distinct.size(), layer));
        Map<String, Double> measured =
            new LayerTimings(runtime, options.layer(), order).measure(layer, batch);
        timings.put(layer, measured);
        added.put(key, measured);
      }
    }
    cache.save(runtime, added);
    return timings;
  }

  /** Every layer's fastest candidate, and all uniform choices that differ. */
  private static Map<String, Lowerings> choices(
      Map<String, LayerCase> cases, Map<LayerCase, Map<String, Double>> timings) {
    Map<String, Lowerings> choices = new LinkedHashMap<>();
    Set<String> names = new LinkedHashSet<>();
    cases.values().forEach(layer -> names.addAll(layer.candidates()));
    for (String uniform : names) {
      Lowerings choice =
          chosen(
              cases,
              layer -> {
                List<String> candidates = layer.candidates();
                return candidates.contains(uniform) ? uniform : candidates.get(0);
              });
      if (!choices.containsValue(choice)) {
        choices.put(uniform, choice);
      }
    }
    Lowerings perLayer = chosen(cases, layer -> fastest(layer, timings));
    if (!choices.containsValue(perLayer)) {
      choices.put(PER_LAYER, perLayer);
    }
    return choices;
  }

  private static Lowerings chosen(
      Map<String, LayerCase> cases, Function<LayerCase, String> choice) {
    Map<String, String> byLayer = new LinkedHashMap<>();
    cases.forEach((name, layer) -> byLayer.put(name, choice.apply(layer)));
    return new Lowerings(byLayer);
  }

  private static String fastest(LayerCase layer, Map<LayerCase, Map<String, Double>> timings) {
    Map<String, Double> millis = timings.getOrDefault(layer, Map.of());
    return millis.entrySet().stream()
        .min(Map.Entry.comparingByValue())
        .map(best -> worthSplitting(best.getKey(), millis) ? best.getKey() : Lowering.COMPOSED)
        .orElseGet(() -> layer.candidates().get(0));
  }

  /** Whether something beats all dense by more than measurements of it differ from each other. */
  private static boolean worthSplitting(String winner, Map<String, Double> millis) {
    double dense = millis.getOrDefault(Lowering.COMPOSED, Double.POSITIVE_INFINITY);
    return MARGIN * millis.getOrDefault(winner, 0.0) < dense;
  }

  /** The choice with which the whole network is fastest. */
  private static Lowerings fastest(
      Map<String, Lowerings> choices,
      WholeNetwork whole,
      Map<String, Double> measured,
      Consumer<String> progress) {
    Lowerings first =
        choices.values().stream().findFirst().orElseGet(() -> new Lowerings(Map.of()));
    if (choices.size() == 1) {
      return first;
    }
    progress.accept("comparing %d choices on the whole network".formatted(choices.size()));
    LatencyReport report = whole.compare(choices);
    Map<String, Double> paired = new LinkedHashMap<>();
    for (ModelLatency model : report.models()) {
      measured.put(model.name(), model.medianMs());
      paired.put(model.name(), report.baseline().medianMs() / model.speedup());
    }
    return paired.entrySet().stream()
        .min(Map.Entry.comparingByValue())
        .map(best -> worthSplitting(best.getKey(), paired) ? best.getKey() : Lowering.COMPOSED)
        .map(winner -> choices.getOrDefault(winner, first))
        .orElse(first);
  }

  private Lowerings improve(
      Lowerings start,
      Map<String, LayerCase> cases,
      Map<LayerCase, Map<String, Double>> timings,
      WholeNetwork whole,
      Consumer<String> progress) {
    long deadline = System.nanoTime() + (long) (1e9 * options.improveSeconds());
    Lowerings current = start;
    for (int pass = 0; pass < options.passes(); pass++) {
      Lowerings before = current;
      for (Trial trial : trials(cases, timings)) {
        Lowerings changed = trial.apply(current, cases);
        if (changed.equals(current)) {
          continue;
        }
        if (System.nanoTime() > deadline) {
          return current;
        }
        double speedup = whole.speedupBeyondNoise(current, changed);
        if (speedup > 1) {
          progress.accept(
              "%s as %s makes the network %.3f times faster"
                  .formatted(trial.layer(), trial.lowering(), speedup));
          current = changed;
        }
      }
      if (current.equals(before)) {
        return current;
      }
    }
    return current;
  }

  /** What came close, the layers that take longest first. */
  private List<Trial> trials(
      Map<String, LayerCase> cases, Map<LayerCase, Map<String, Double>> timings) {
    List<Trial> trials = new ArrayList<>();
    timings.forEach(
        (layer, millis) -> {
          double best = millis.values().stream().min(Double::compare).orElse(0.0);
          long equal = cases.values().stream().filter(layer::equals).count();
          millis.forEach(
              (lowering, ms) -> {
                if (ms <= options.tolerance() * best) {
                  trials.add(new Trial(layer, lowering, equal * best));
                }
              });
        });
    trials.sort(Comparator.comparingDouble(Trial::weight).reversed());
    return trials;
  }

  /**
   * All equal layers lowered in one way.
   *
   * @param weight what these layers take together
   */
  private record Trial(LayerCase layer, String lowering, double weight) {
    private Lowerings apply(Lowerings current, Map<String, LayerCase> cases) {
      Map<String, String> changed = new LinkedHashMap<>(current.byLayer());
      cases.forEach(
          (name, other) -> {
            if (other.equals(layer)) {
              changed.put(name, lowering);
            }
          });
      return new Lowerings(changed);
    }
  }
}
