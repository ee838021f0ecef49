package org.rank1.experiments.analyze;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.rank1.filter.FloatTensor;
import org.rank1.io.InvalidInputException;
import org.rank1.onnx.inspect.ConvolutionNode;

/** Collects what is to know about one convolution, image by image. */
final class LayerCollector {
  private final AnalyzedLayer layer;
  private final AnalysisSettings settings;
  private final BoundCheck bound;
  private @Nullable FeatureMaps before;
  private @Nullable FeatureMaps after;

  LayerCollector(AnalyzedLayer layer, AnalysisSettings settings) {
    this.layer = layer;
    this.settings = settings;
    this.bound = new BoundCheck(layer.node(), settings.threshold());
  }

  /** The values to look at. */
  List<String> values() {
    ConvolutionNode node = layer.node();
    List<String> values = new ArrayList<>(List.of(node.input(), node.output()));
    node.activated().ifPresent(values::add);
    return values;
  }

  /** Whether further images are looked at. */
  boolean wantsMore() {
    return before == null || before.wantsMore();
  }

  /**
   * Adds the images of a batch, as far as more are wanted.
   *
   * @param values those asked for, batch first
   * @param count how many of the images are not there to fill the batch up
   */
  void add(Map<String, FloatTensor> values, int batch, int count) {
    ConvolutionNode node = layer.node();
    FloatTensor input = maps(values, node.input(), batch);
    FloatTensor output = maps(values, node.output(), batch);
    FloatTensor activated =
        node.activated().isPresent() ? maps(values, node.activated().get(), batch) : null;
    if (before == null) {
      List<Integer> combined = new ArrayList<>(input.shape().subList(1, input.order()));
      combined.set(0, node.filters());
      int images = FeatureMaps.affordable(combined, settings.images());
      before = collector(node.output(), output, images);
      after =
          activated == null ? null : collector(node.activated().orElseThrow(), activated, images);
    }
    for (int image = 0; image < count && before.wantsMore(); image++) {
      before.add(output, image);
      if (after != null && activated != null) {
        after.add(activated, image);
      }
      bound.add(input, output, image);
    }
  }

  private FeatureMaps collector(String value, FloatTensor maps, int images) {
    return new FeatureMaps(
        value, maps.shape().subList(1, maps.order()), images, settings.threshold());
  }

  private static FloatTensor maps(Map<String, FloatTensor> values, String name, int batch) {
    FloatTensor maps = Objects.requireNonNull(values.get(name), name);
    if (maps.order() < 3 || maps.shape().get(0) != batch || maps.size() == 0) {
      throw new InvalidInputException(
          "The value \"%s\" has shape %s, feature maps of %d images have channels and spatial axes."
              .formatted(name, maps.shape(), batch));
    }
    for (float element : maps.data()) {
      if (!Float.isFinite(element)) {
        throw new InvalidInputException(
            "The feature maps \"%s\" have the value %s; they must be finite."
                .formatted(name, element));
      }
    }
    return maps;
  }

  /** All so far, at least one image. */
  LayerAnalysis analysis() {
    double threshold = settings.threshold();
    return new LayerAnalysis(
        layer.name(),
        layer.form(),
        layer.kernel().shape(),
        KernelSpectra.of(layer.kernel(), threshold),
        Objects.requireNonNull(before, "no image").spectra(threshold),
        after == null ? null : after.spectra(threshold),
        bound.result());
  }
}
