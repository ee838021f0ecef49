package org.rank1.onnx.quantize;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.rank1.filter.FloatTensor;
import org.rank1.io.InvalidInputException;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.inspect.InnerValues;
import org.rank1.onnx.model.ModelSignature;
import org.rank1.onnx.verdict.ImageBatches;
import org.rank1.runtime.InferenceRuntime;

/** Runs a model on calibration images and sees the values that will become bytes. */
final class CalibrationRun implements AutoCloseable {
  private final InnerValues values;
  private final ImageBatches images;
  private final int batch;
  private final String place;

  CalibrationRun(
      CheckedModel model,
      Collection<String> wanted,
      List<FloatTensor> images,
      InferenceRuntime runtime) {
    ModelSignature signature = model.signature();
    this.images = new ImageBatches(images, signature);
    this.batch = Math.max(1, signature.batch());
    this.place = model.place();
    this.values = new InnerValues(model, wanted, runtime);
  }

  /**
   * What every channel of every value came to.
   *
   * @throws InvalidInputException if a value is not finite: no scale fits it
   */
  Map<String, ChannelRanges> ranges() {
    Map<String, ChannelRanges> ranges = new LinkedHashMap<>();
    forEach(
        (name, value) ->
            ranges
                .computeIfAbsent(name, key -> new ChannelRanges(ChannelRanges.channels(value)))
                .add(value));
    ranges.forEach(
        (name, range) -> {
          if (!range.isFinite()) {
            throw new InvalidInputException(
                "%s cannot be quantized: its value \"%s\" is not finite on all calibration images."
                    .formatted(place, name));
          }
        });
    return ranges;
  }

  /** The scale of every value. */
  Map<String, ActivationScale> scales(
      Map<String, ChannelRanges> ranges, Balancing balancing, RangeMethod method) {
    Map<String, ActivationScale> scales = new HashMap<>();
    if (method == RangeMethod.MIN_MAX) {
      ranges.forEach(
          (name, range) -> {
            ChannelFactors factors = balancing.factors(name);
            scales.put(
                balancing.name(name),
                ActivationScale.covering(range.low(factors), range.high(factors)));
          });
      return scales;
    }
    Map<String, Histogram> histograms = new LinkedHashMap<>();
    ranges.forEach(
        (name, range) -> histograms.put(name, new Histogram(balancing.factors(name), range)));
    forEach(
        (name, value) -> {
          Histogram histogram = histograms.get(name);
          if (histogram != null) {
            histogram.add(value);
          }
        });
    histograms.forEach(
        (name, histogram) ->
            scales.put(
                balancing.name(name),
                method == RangeMethod.MSE ? histogram.leastError() : histogram.percentile()));
    return scales;
  }

  private void forEach(BiConsumer<String, FloatTensor> consumer) {
    for (int from = 0; from < images.count(); from += batch) {
      values.of(images.batch(from, batch)).forEach(consumer);
    }
  }

  @Override
  public void close() {
    values.close();
  }
}
