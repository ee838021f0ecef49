package org.rank1.experiments.analyze;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.rank1.experiments.report.Html;
import org.rank1.experiments.report.LineChart;
import org.rank1.experiments.report.Table;
import org.rank1.provenance.ProductVersion;

/** An analysis as a table for people and as an HTML page. */
public final class AnalysisPage {
  /** Smaller relative singular values are drawn here. */
  private static final double FLOOR = 1e-8;

  private AnalysisPage() {}

  /**
   * One row for each layer of each model; of two models, corresponding layers follow each other.
   */
  public static Table table(AnalysisReport report) {
    boolean two = report.models().size() > 1;
    List<String> header = new ArrayList<>(List.of("layer"));
    if (two) {
      header.add("model");
    }
    header.addAll(
        List.of(
            "form",
            "kernel",
            "kernel rank",
            "filter ranks",
            "maps",
            "images",
            "rank Z",
            "rank Y",
            "before",
            "after",
            "across",
            "σ(Y)/bound",
            "bound"));
    Table table = new Table(header.toArray(String[]::new));
    for (List<Optional<LayerAnalysis>> row : rows(report)) {
      for (int m = 0; m < row.size(); m++) {
        if (row.get(m).isPresent()) {
          append(table, row.get(m).get(), two ? report.models().get(m).model() : null);
        }
      }
    }
    return table;
  }

  private static void append(Table table, LayerAnalysis layer, @Nullable String model) {
    BoundResult bound = layer.bound();
    boolean bounded = bound.rankOneFilters() > 0;
    List<String> cells = new ArrayList<>(List.of(layer.layer()));
    if (model != null) {
      cells.add(model);
    }
    cells.add(layer.form().isEmpty() ? "–" : layer.form());
    cells.add(times(layer.kernelShape()));
    cells.add(rank(layer.kernel().filters()));
    cells.add(filterRanks(layer.kernel()));
    cells.add(times(layer.before().shape()));
    cells.add(String.valueOf(layer.before().images()));
    cells.add(rank(bound.combined()));
    cells.add(rank(bound.output()));
    cells.add(rank(layer.before().spatial()));
    cells.add(layer.after() == null ? "–" : rank(layer.after().spatial()));
    cells.add(rank(layer.before().filters()));
    cells.add(bounded ? format("%.3f", bound.largestRatio()) : "–");
    table.row(cells.toArray(String[]::new));
    if (bounded) {
      table.verdict(verdict(bound), bound.holds());
    }
  }

  private static String verdict(BoundResult bound) {
    if (!bound.holds()) {
      return format("violated by %,d of %,d", bound.violated(), bound.checked());
    }
    return bound.rankOneFilters() == bound.filters()
        ? "holds"
        : format("holds for %d of %d filters", bound.rankOneFilters(), bound.filters());
  }

  /** Mean numeric rank, and what it could be. */
  private static String rank(@Nullable Spectrum spectrum) {
    return spectrum == null
        ? "–"
        : format(
            spectrum.leastRank() == spectrum.mostRank() ? "%.0f/%d" : "%.1f/%d",
            spectrum.meanRank(),
            spectrum.size());
  }

  /** Mean numeric ranks of the unfoldings of filters: channels, then spatial axes. */
  private static String filterRanks(KernelSpectra kernel) {
    List<Spectrum> modes = new ArrayList<>(List.of(kernel.channels()));
    modes.addAll(kernel.axes());
    return modes.stream()
        .map(mode -> format(mode.leastRank() == mode.mostRank() ? "%.0f" : "%.1f", mode.meanRank()))
        .collect(Collectors.joining("·"));
  }

  private static String times(List<Integer> shape) {
    return shape.stream().map(String::valueOf).collect(Collectors.joining("×"));
  }

  /**
   * Corresponding layers: by name where the models share one, otherwise by position. In each row
   * there is one entry per model.
   */
  static List<List<Optional<LayerAnalysis>>> rows(AnalysisReport report) {
    List<LayerAnalysis> ours = report.models().get(0).layers();
    if (report.models().size() == 1) {
      return ours.stream().map(layer -> List.of(Optional.of(layer))).toList();
    }
    List<LayerAnalysis> theirs = new ArrayList<>(report.models().get(1).layers());
    boolean named = ours.stream().anyMatch(layer -> named(layer.layer(), theirs).isPresent());
    List<List<Optional<LayerAnalysis>>> rows = new ArrayList<>();
    for (LayerAnalysis layer : ours) {
      Optional<LayerAnalysis> other =
          named ? named(layer.layer(), theirs) : theirs.stream().findFirst();
      other.ifPresent(theirs::remove);
      rows.add(List.of(Optional.of(layer), other));
    }
    theirs.forEach(layer -> rows.add(List.of(Optional.empty(), Optional.of(layer))));
    return rows;
  }

  private static Optional<LayerAnalysis> named(String name, List<LayerAnalysis> layers) {
    return layers.stream().filter(layer -> layer.layer().equals(name)).findFirst();
  }

  /** The page: the table, ranks through the network, and the spectra of every layer. */
  public static String page(AnalysisReport report) {
    String names =
        report.models().stream().map(ModelAnalysis::model).collect(Collectors.joining(" against "));
    Html html =
        new Html("Low rank in " + names)
            .paragraph(
                format(
                    "Singular values of kernels, and of feature maps on up to %,d test images of %s"
                        + " (where maps are large, on fewer, see \"images\"). Rank is numeric:"
                        + " singular values above %s times the largest one, mean over matrices, of"
                        + " the number there could be. It depends on this threshold, is shown, and"
                        + " proves nothing.",
                    report.images(), report.dataset(), report.threshold()))
            .heading("Layers")
            .table(table(report))
            .paragraph(
                "Kernel rank: filters × (channels·taps), as trained. Filter ranks: of each"
                    + " filter, unfolded along channels and along each spatial axis; 1·1·1 is a"
                    + " filter of rank one. Z is the combination of input channels that a filter of"
                    + " rank one makes first, Y its output before bias and batch normalization."
                    + " Before and after the activation: ranks of each feature map as a matrix, rows ×"
                    + " columns. Across: all maps before the activation as one matrix,"
                    + " filters × positions.")
            .paragraph(
                "The bound: for a filter of rank one t⊗p⊗q, σ_i(Y) ≤ ‖p‖₁·‖q‖₁·σ_i(Z) for every i,"
                    + " whatever stride, dilation and zero padding. The column σ(Y)/bound has the"
                    + " largest ratio over all filters, images and i, with the outputs that ONNX"
                    + " Runtime computed, less what rounding may add; it cannot exceed 1. So rank(Y)"
                    + " ≤ rank(Z) in exact arithmetic, while the numeric rank may rise. A bias adds"
                    + " at most 1 to a rank, a ReLU any number. It is not true that the maps of all"
                    + " filters together have at most as high a rank as there are input channels.");
    for (ModelAnalysis model : report.models()) {
      model.leftOut().forEach(html::paragraph);
    }
    html.heading("Through the network");
    throughNetwork(html, report);
    for (List<Optional<LayerAnalysis>> row : rows(report)) {
      layer(html, report, row);
    }
    return html.heading("Environment")
        .table(
            new Table("what", "value")
                .row("Rank1", ProductVersion.current())
                .row("Java", System.getProperty("java.runtime.version", "unknown")))
        .page();
  }

  private static void throughNetwork(Html html, AnalysisReport report) {
    LineChart before = new LineChart("Numeric rank before the activation, share of full", "layer");
    LineChart after = new LineChart("Numeric rank after the activation, share of full", "layer");
    LineChart filters =
        new LineChart("Numeric rank across filters before the activation, share of full", "layer");
    boolean activated = false;
    boolean across = false;
    for (ModelAnalysis model : report.models()) {
      series(before, model, layer -> layer.before().spatial());
      activated |=
          series(after, model, layer -> layer.after() == null ? null : layer.after().spatial());
      across |= series(filters, model, layer -> layer.before().filters());
    }
    html.chart(before);
    if (activated) {
      html.chart(after);
    }
    if (across) {
      html.chart(filters);
    }
  }

  private static boolean series(
      LineChart chart, ModelAnalysis model, Function<LayerAnalysis, @Nullable Spectrum> which) {
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    for (int i = 0; i < model.layers().size(); i++) {
      Spectrum spectrum = which.apply(model.layers().get(i));
      if (spectrum != null) {
        x.add(i + 1.0);
        y.add(spectrum.meanRank() / spectrum.size());
      }
    }
    if (!x.isEmpty()) {
      chart.series(model.model(), x, y);
    }
    return !x.isEmpty();
  }

  private static void layer(Html html, AnalysisReport report, List<Optional<LayerAnalysis>> row) {
    html.heading(
        row.stream()
            .flatMap(Optional::stream)
            .map(LayerAnalysis::layer)
            .distinct()
            .collect(Collectors.joining(" and ")));
    LineChart kernel = new LineChart("Kernel: log10 σ_i/σ_1, filters × (channels·taps)", "i");
    LineChart maps = new LineChart("Feature maps: log10 of the mean σ_i/σ_1, rows × columns", "i");
    LineChart filters =
        new LineChart("Feature maps: log10 σ_i/σ_1, filters × positions of all images", "i");
    int kernels = 0;
    int across = 0;
    for (int m = 0; m < row.size(); m++) {
      if (row.get(m).isEmpty()) {
        continue;
      }
      LayerAnalysis layer = row.get(m).get();
      String prefix = row.size() > 1 ? report.models().get(m).model() + ": " : "";
      kernels += spectrum(kernel, prefix + "kernel", layer.kernel().filters());
      spectrum(maps, prefix + "Z", layer.bound().combined());
      spectrum(maps, prefix + "before activation", layer.before().spatial());
      across += spectrum(filters, prefix + "before activation", layer.before().filters());
      if (layer.after() != null) {
        spectrum(maps, prefix + "after activation", layer.after().spatial());
        across += spectrum(filters, prefix + "after activation", layer.after().filters());
      }
    }
    if (kernels > 0) {
      html.chart(kernel);
    }
    html.chart(maps);
    if (across > 0) {
      html.chart(filters);
    }
  }

  private static int spectrum(LineChart chart, String name, @Nullable Spectrum spectrum) {
    if (spectrum == null) {
      return 0;
    }
    chart.series(
        name,
        IntStream.rangeClosed(1, spectrum.size()).mapToObj(i -> (double) i).toList(),
        spectrum.relative().stream().map(value -> Math.log10(Math.max(value, FLOOR))).toList());
    return 1;
  }

  private static String format(String pattern, Object... arguments) {
    return String.format(Locale.ROOT, pattern, arguments);
  }
}
