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
import org.rank1.filter.FloatTensor;
import org.rank1.filter.Lowering;
import org.rank1.network.LayerSpec;
import org.rank1.network.NetworkSnapshot;
import org.rank1.network.NetworkSpec;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.export.ExportOptions;
import org.rank1.onnx.export.LoweringSelection;
import org.rank1.onnx.export.OnnxExporter;
import org.rank1.onnx.verdict.LatencyComparison;
import org.rank1.onnx.verdict.LatencyReport;
import org.rank1.onnx.verdict.ModelLatency;
import org.rank1.runtime.InferenceRuntime;

/**
 * Chooses the lowering of every convolution by measurement.
 *
 * <p>Layers that are equal are timed once and planned together. The fastest candidates of all
 * layers make the first choice; it competes with every uniform choice on the whole network, and the
 * winner is then improved there: layer by layer, the candidates that came close are tried, and kept
 * if the network gets faster beyond noise. The result is never worse, beyond noise, than any
 * uniform choice, all dense among them.
 */
public final class Planner {
  private static final String PER_LAYER = "per layer";
  private static final String CURRENT = "current";
  private static final String CHANGED = "changed";
  private static final String PLANNED = "planned";
  private static final long SEED = 0x706C616EL;

  private final InferenceRuntime runtime;
  private final LatencyCache cache;
  private final PlannerOptions options;

  /** On a runtime. */
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
    Map<LayerCase, Map<String, Double>> timings = timings(cases.values(), batch, progress);
    WholeNetwork whole = new WholeNetwork(snapshot, export, batch);
    Map<String, Double> measured = new LinkedHashMap<>();
    Map<String, String> chosen = best(cases, timings, whole, measured, progress);
    for (int pass = 0; pass < options.passes(); pass++) {
      Map<String, String> improved = improve(chosen, cases, timings, whole, progress);
      if (improved.equals(chosen)) {
        break;
      }
      chosen = improved;
    }
    whole.record(chosen, measured);
    return plan(network, chosen, cases, timings, measured);
  }

  private LoweringPlan plan(
      NetworkSpec network,
      Map<String, String> chosen,
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
              chosen.getOrDefault(layer.name(), ""),
              timings.getOrDefault(cases.get(layer.name()), Map.of())));
    }
    return new LoweringPlan(
        network.name(),
        network.input().toString(),
        runtime.description(),
        Machine.cpuModel(),
        runtime.threads(),
        layers,
        measured);
  }

  private Map<LayerCase, Map<String, Double>> timings(
      Collection<LayerCase> layers, int batch, Consumer<String> progress) {
    Map<String, Map<String, Double>> known = cache.load(runtime);
    Map<String, Map<String, Double>> added = new TreeMap<>();
    Map<LayerCase, Map<String, Double>> timings = new LinkedHashMap<>();
    Set<LayerCase> distinct = new LinkedHashSet<>(layers);
    for (LayerCase layer : distinct) {
      List<String> candidates = layer.candidates();
      String key = "batch " + batch + " " + layer.key();
      Map<String, Double> cached = known.getOrDefault(key, Map.of());
      if (candidates.size() == 1) {
        timings.put(layer, Map.of());
      } else if (cached.keySet().containsAll(candidates)) {
        timings.put(layer, cached);
      } else {
        progress.accept(
            "measuring layer %d of %d: %s at %s"
                .formatted(
                    timings.size() + 1,
                    distinct.size(),
                    LayerCase.text(layer.conv()),
                    LayerCase.sizes(layer.spatial())));
        Map<String, Double> measured =
            new LayerTimings(runtime, options.layer()).measure(layer, batch);
        timings.put(layer, measured);
        added.put(key, measured);
      }
    }
    cache.save(runtime, added);
    return timings;
  }

  /** The fastest of: every layer's fastest candidate, and every uniform choice. */
  private Map<String, String> best(
      Map<String, LayerCase> cases,
      Map<LayerCase, Map<String, Double>> timings,
      WholeNetwork whole,
      Map<String, Double> measured,
      Consumer<String> progress) {
    Map<String, Map<String, String>> choices = new LinkedHashMap<>();
    Map<String, String> perLayer = new LinkedHashMap<>();
    Set<String> names = new LinkedHashSet<>();
    cases.forEach(
        (name, layer) -> {
          perLayer.put(name, fastest(layer, timings));
          names.addAll(layer.candidates());
        });
    choices.put(PER_LAYER, perLayer);
    for (String uniform : names) {
      Map<String, String> choice = new LinkedHashMap<>();
      cases.forEach(
          (name, layer) -> {
            List<String> candidates = layer.candidates();
            choice.put(name, candidates.contains(uniform) ? uniform : candidates.get(0));
          });
      if (!choices.containsValue(choice)) {
        choices.put(uniform, choice);
      }
    }
    if (choices.size() == 1) {
      return perLayer;
    }
    progress.accept("comparing %d choices on the whole network".formatted(choices.size()));
    LatencyReport report = whole.compare(choices);
    report.models().forEach(model -> measured.put(model.name(), model.medianMs()));
    String winner =
        report.models().stream()
            .max(Comparator.comparingDouble(ModelLatency::speedup))
            .map(ModelLatency::name)
            .orElse(PER_LAYER);
    return choices.getOrDefault(winner, perLayer);
  }

  private static String fastest(LayerCase layer, Map<LayerCase, Map<String, Double>> timings) {
    return timings.getOrDefault(layer, Map.of()).entrySet().stream()
        .min(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElseGet(() -> layer.candidates().get(0));
  }

  /** Tries, for all equal layers together, what came close, and keeps what helps. */
  private Map<String, String> improve(
      Map<String, String> start,
      Map<String, LayerCase> cases,
      Map<LayerCase, Map<String, Double>> timings,
      WholeNetwork whole,
      Consumer<String> progress) {
    Map<String, String> current = start;
    for (Map.Entry<LayerCase, Map<String, Double>> timing : timings.entrySet()) {
      double fastest = timing.getValue().values().stream().min(Double::compare).orElse(0.0);
      for (Map.Entry<String, Double> candidate : timing.getValue().entrySet()) {
        Map<String, String> changed = new LinkedHashMap<>(current);
        cases.forEach(
            (name, layer) -> {
              if (layer.equals(timing.getKey())) {
                changed.put(name, candidate.getKey());
              }
            });
        boolean close = candidate.getValue() <= options.tolerance() * fastest;
        if (close && !changed.equals(current)) {
          Map<String, Map<String, String>> both = new LinkedHashMap<>();
          both.put(CURRENT, current);
          both.put(CHANGED, changed);
          ModelLatency latency = whole.compare(both).model(CHANGED);
          if (latency.speedupLow() > 1) {
            progress.accept(
                "%s as %s makes the network %.3f times faster"
                    .formatted(
                        LayerCase.text(timing.getKey().conv()),
                        candidate.getKey(),
                        latency.speedup()));
            current = changed;
          }
        }
      }
    }
    return current;
  }

  /** The network that is planned, exported and timed with different choices. */
  private final class WholeNetwork {
    private final NetworkSnapshot snapshot;
    private final ExportOptions export;
    private final FloatTensor input;

    private WholeNetwork(NetworkSnapshot snapshot, ExportOptions export, int batch) {
      this.snapshot = snapshot;
      this.export = export;
      List<Integer> shape = new ArrayList<>(List.of(batch));
      shape.addAll(snapshot.network().input().extents());
      this.input = RandomSnapshot.input(shape, SEED);
    }

    private LatencyReport compare(Map<String, Map<String, String>> choices) {
      Map<String, CheckedModel> models = new LinkedHashMap<>();
      choices.forEach((name, choice) -> models.put(name, model(choice)));
      return new LatencyComparison(runtime, options.network()).compare(models, input);
    }

    private CheckedModel model(Map<String, String> choice) {
      LoweringSelection lowerings =
          LoweringSelection.perLayer((layer, conv) -> choice.getOrDefault(layer.name(), ""));
      return new OnnxExporter()
          .export(
              snapshot, new ExportOptions(lowerings, export.batch(), export.embedPreprocessing()))
          .model();
    }

    /** What the choice takes, beside all dense, as information. */
    private void record(Map<String, String> choice, Map<String, Double> measured) {
      Map<String, Map<String, String>> both = new LinkedHashMap<>();
      both.put(
          Lowering.COMPOSED,
          LoweringSelection.perLayer(
                  (layer, conv) -> {
                    List<String> offered = layer.form().lowerings(conv);
                    return offered.contains(Lowering.COMPOSED) ? Lowering.COMPOSED : offered.get(0);
                  })
              .select(snapshot.network()));
      both.put(PLANNED, choice);
      compare(both).models().forEach(model -> measured.put(model.name(), model.medianMs()));
    }
  }
}
