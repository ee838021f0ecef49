package org.rank1.onnx.export;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.rank1.filter.FloatTensor;
import org.rank1.network.FeatureShape;
import org.rank1.onnx.graph.Dimension;
import org.rank1.onnx.graph.TensorShape;
import org.rank1.onnx.model.OnnxGraphBuilder;
import org.rank1.onnx.model.OnnxValue;

/**
 * Writes what layers do to feature maps, in whatever layout these lie, and changes layouts where an
 * operator needs another one. Convolutions and pooling are those of {@link WindowWriter}.
 */
final class FeatureMapWriter {
  private final OnnxGraphBuilder graph;
  private final Dimension batch;
  private final TensorOrder order;
  private final Map<String, OnnxValue> reshaped = new HashMap<>();

  /**
   * @param batch the first extent of every value
   */
  FeatureMapWriter(OnnxGraphBuilder graph, Dimension batch, TensorOrder order) {
    this.graph = graph;
    this.batch = batch;
    this.order = order;
  }

  OnnxGraphBuilder graph() {
    return graph;
  }

  /** Whether maps with so many spatial axes are to lie in tensors of four axes. */
  boolean inFour(int axes) {
    return order == TensorOrder.FOUR && (axes == 1 || axes == 3);
  }

  /** The shape of a value, the batch first. */
  TensorShape shape(List<Integer> extents) {
    List<Dimension> dims = new ArrayList<>(List.of(batch));
    extents.forEach(extent -> dims.add(Dimension.of(extent)));
    return TensorShape.of(dims);
  }

  /** The same map in another layout; written once, however many read it. */
  FeatureMap in(MapLayout layout, FeatureMap map) {
    if (map.layout() == layout) {
      return map;
    }
    String name = map.value().name() + "/as-" + layout.name().toLowerCase(Locale.ROOT);
    OnnxValue value =
        reshaped.computeIfAbsent(
            name, n -> graph.reshape(n, map.value(), shape(layout.extents(map.shape()))));
    return new FeatureMap(value, map.shape(), layout);
  }

  /** The same map under another name, as the network has it. */
  FeatureMap nativeOutput(String name, FeatureMap map) {
    OnnxValue value = graph.reshape(name, map.value(), shape(map.shape().extents()));
    return new FeatureMap(value, map.shape(), MapLayout.NATIVE);
  }

  FeatureMap relu(String name, FeatureMap map) {
    return map.with(graph.relu(name, map.value()));
  }

  FeatureMap add(String name, FeatureMap a, FeatureMap b) {
    return a.with(graph.add(name, a.value(), in(a.layout(), b).value()));
  }

  FeatureMap concat(String name, List<FeatureMap> maps) {
    FeatureMap first = maps.get(0);
    int channels = maps.stream().mapToInt(map -> map.shape().channels()).sum();
    OnnxValue value =
        graph.concat(name, maps.stream().map(m -> in(first.layout(), m).value()).toList(), 1);
    return new FeatureMap(
        value, new FeatureShape(channels, first.shape().spatial()), first.layout());
  }

  FeatureMap batchNormalization(
      String name,
      FeatureMap map,
      FloatTensor scale,
      FloatTensor bias,
      FloatTensor mean,
      FloatTensor variance,
      double epsilon) {
    FeatureMap channels = withChannels(map);
    return channels.with(
        graph.batchNormalization(name, channels.value(), scale, bias, mean, variance, epsilon));
  }

  /** The map in a layout whose axis 1 is the channels. */
  private FeatureMap withChannels(FeatureMap map) {
    return map.layout() == MapLayout.SPACE ? in(MapLayout.TIME, map) : map;
  }

  FeatureMap globalAveragePool(String name, FeatureMap map) {
    MapLayout layout =
        !inFour(map.axes()) ? MapLayout.NATIVE : map.axes() == 1 ? MapLayout.ROW : MapLayout.TIME;
    FeatureMap pooled = in(layout, map);
    return new FeatureMap(
        graph.globalAveragePool(name, pooled.value()),
        new FeatureShape(map.shape().channels(), Collections.nCopies(map.axes(), 1)),
        layout);
  }

  FeatureMap flatten(String name, FeatureMap map) {
    return flat(map.shape().size(), graph.flatten(name, map.value()));
  }

  FeatureMap gemm(String name, FeatureMap map, FloatTensor weight, FloatTensor bias) {
    return flat(bias.size(), graph.gemm(name, map.value(), weight, bias));
  }

  private static FeatureMap flat(int size, OnnxValue value) {
    return new FeatureMap(value, FeatureShape.of(size), MapLayout.NATIVE);
  }

  /**
   * Runs an operator on every frame as an image of its own, {@code [N·T, C, H, W]}, where channels
   * mix within frames.
   *
   * @param name of the result, which lies in {@link MapLayout#TIME}
   * @param stage before which values on the way to it are named
   * @param result its shape
   */
  FeatureMap onFrames(
      String name,
      String stage,
      FeatureMap map,
      FeatureShape result,
      UnaryOperator<OnnxValue> operator) {
    FeatureMap time = in(MapLayout.TIME, map);
    List<Integer> spatial = map.shape().spatial();
    int frames = spatial.get(0);
    OnnxValue byFrame = graph.transpose(stage + "/by-frame", time.value(), List.of(0, 2, 1, 3));
    OnnxValue images =
        graph.reshape(
            stage + "/frames",
            byFrame,
            frames(frames, map.shape().channels(), spatial.get(1), spatial.get(2)));
    OnnxValue computed = operator.apply(images);
    int positions = result.positions() / frames;
    OnnxValue together =
        graph.reshape(
            stage + "/together", computed, shape(List.of(frames, result.channels(), positions)));
    return new FeatureMap(
        graph.transpose(name, together, List.of(0, 2, 1, 3)), result, MapLayout.TIME);
  }

  private TensorShape frames(int frames, int channels, int height, int width) {
    Dimension first = batch.isKnown() ? Dimension.of(batch.size() * frames) : Dimension.UNKNOWN;
    return TensorShape.of(
        List.of(first, Dimension.of(channels), Dimension.of(height), Dimension.of(width)));
  }
}
