package org.rank1.onnx.export;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rank1.filter.ConvAxis;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.FloatTensor;
import org.rank1.network.FeatureShape;
import org.rank1.onnx.model.OnnxValue;

/**
 * Writes convolutions and pooling with one or three spatial axes as 2-D ones, wherever that is
 * exact:
 *
 * <ul>
 *   <li>a signal is an image of one row;
 *   <li>a window along time only is a window of one column on {@code [N, C, T, H·W]};
 *   <li>a depthwise convolution or pooling within frames works on {@code [N, C·T, H, W]}, its
 *       weights repeated for every frame;
 *   <li>any other convolution within frames works on {@code [N·T, C, H, W]}, at the price of moving
 *       the data there and back.
 * </ul>
 *
 * A convolution over time and image at once stays a 3-D one.
 */
final class WindowWriter {
  private final FeatureMapWriter maps;

  WindowWriter(FeatureMapWriter maps) {
    this.maps = maps;
  }

  /**
   * Writes a convolution.
   *
   * @param name of the result
   * @param stage before which values on the way to it are named: where two forms of a layer have
   *     the same result, these are not the same
   * @param weight {@code [O, C/groups, k...]}
   * @param bias {@code [O]}, or null
   */
  FeatureMap conv(
      String name,
      String stage,
      FeatureMap map,
      ConvSpec conv,
      FloatTensor weight,
      @Nullable FloatTensor bias) {
    List<ConvAxis> axes = conv.geometry().axes();
    int groups = conv.geometry().groups();
    FeatureShape result =
        new FeatureShape(conv.outChannels(), conv.geometry().outputSize(map.shape().spatial()));
    List<Integer> leading = List.of(conv.outChannels(), conv.channelsPerGroup());
    if (!maps.inFour(axes.size())) {
      return conv(name, maps.in(MapLayout.NATIVE, map), result, weight, bias, axes, groups);
    } else if (axes.size() == 1) {
      FloatTensor row = weight.reshape(kernel(leading, 1, axes.get(0).kernel()));
      return conv(name, maps.in(MapLayout.ROW, map), result, row, bias, row(axes.get(0)), groups);
    } else if (!withinFrames(axes)) {
      if (!alongTime(axes)) {
        return conv(name, maps.in(MapLayout.NATIVE, map), result, weight, bias, axes, groups);
      }
      FloatTensor column = weight.reshape(kernel(leading, axes.get(0).kernel(), 1));
      return conv(
          name, maps.in(MapLayout.TIME, map), result, column, bias, column(axes.get(0)), groups);
    }
    List<ConvAxis> image = axes.subList(1, 3);
    FloatTensor plane =
        weight.reshape(kernel(leading, image.get(0).kernel(), image.get(1).kernel()));
    if (groups == conv.outChannels() && groups == conv.inChannels()) {
      int frames = map.shape().spatial().get(0);
      return conv(
          name,
          maps.in(MapLayout.SPACE, map),
          result,
          repeated(plane, frames),
          bias == null ? null : repeated(bias, frames),
          image,
          groups * frames);
    }
    return maps.onFrames(
        name,
        stage,
        map,
        result,
        frames ->
            maps.graph()
                .conv(stage + "/on-frames", frames, plane, bias, new ConvGeometry(image, groups)));
  }

  private FeatureMap conv(
      String name,
      FeatureMap map,
      FeatureShape result,
      FloatTensor weight,
      @Nullable FloatTensor bias,
      List<ConvAxis> window,
      int groups) {
    OnnxValue value =
        maps.graph().conv(name, map.value(), weight, bias, new ConvGeometry(window, groups));
    return new FeatureMap(value, result, map.layout());
  }

  private static List<Integer> kernel(List<Integer> leading, int height, int width) {
    List<Integer> shape = new ArrayList<>(leading);
    shape.add(height);
    shape.add(width);
    return shape;
  }

  /** Every slice along the first axis so many times in a row. */
  private static FloatTensor repeated(FloatTensor tensor, int times) {
    List<Integer> shape = new ArrayList<>(tensor.shape());
    int slices = shape.set(0, Math.multiplyExact(shape.get(0), times));
    int size = tensor.size() / slices;
    FloatTensor repeated = FloatTensor.zeros(shape);
    for (int i = 0; i < slices * times; i++) {
      System.arraycopy(tensor.data(), i / times * size, repeated.data(), i * size, size);
    }
    return repeated;
  }

  /** Writes a maximum over windows. */
  FeatureMap maxPool(String name, FeatureMap map, List<ConvAxis> window) {
    return pool(name, map, window, maps.graph()::maxPool);
  }

  /** Writes a mean over windows. */
  FeatureMap averagePool(String name, FeatureMap map, List<ConvAxis> window, boolean countPadding) {
    return pool(
        name,
        map,
        window,
        (step, value, axes) -> maps.graph().averagePool(step, value, axes, countPadding));
  }

  /** A pooling operator of a graph. */
  @FunctionalInterface
  private interface Pool {
    OnnxValue write(String name, OnnxValue input, List<ConvAxis> window);
  }

  /** A maximum or mean over a box is that over time of those over the image, and the reverse. */
  private FeatureMap pool(String name, FeatureMap map, List<ConvAxis> axes, Pool pool) {
    if (!maps.inFour(axes.size())) {
      return pool(name, maps.in(MapLayout.NATIVE, map), axes, axes, pool);
    } else if (axes.size() == 1) {
      return pool(name, maps.in(MapLayout.ROW, map), axes, row(axes.get(0)), pool);
    }
    ConvAxis time = axes.get(0);
    List<ConvAxis> image = axes.subList(1, 3);
    List<ConvAxis> still = List.of(ConvAxis.IDENTITY, image.get(0), image.get(1));
    if (time.keepsInput()) {
      return pool(name, maps.in(MapLayout.SPACE, map), still, image, pool);
    }
    List<ConvAxis> fixed = List.of(time, ConvAxis.IDENTITY, ConvAxis.IDENTITY);
    if (alongTime(axes)) {
      return pool(name, maps.in(MapLayout.TIME, map), fixed, column(time), pool);
    }
    FeatureMap frames = pool(name + "/image", maps.in(MapLayout.SPACE, map), still, image, pool);
    return pool(name, maps.in(MapLayout.TIME, frames), fixed, column(time), pool);
  }

  /**
   * @param axes the window as the network has it
   * @param window the window in the map's layout
   */
  private static FeatureMap pool(
      String name, FeatureMap map, List<ConvAxis> axes, List<ConvAxis> window, Pool pool) {
    FeatureShape shape = map.shape();
    return new FeatureMap(
        pool.write(name, map.value(), window),
        new FeatureShape(shape.channels(), new ConvGeometry(axes, 1).outputSize(shape.spatial())),
        map.layout());
  }

  /** Whether nothing happens along time, and something within frames. */
  private static boolean withinFrames(List<ConvAxis> axes) {
    return axes.get(0).keepsInput() && !alongTime(axes);
  }

  /** Whether nothing happens within frames. */
  private static boolean alongTime(List<ConvAxis> axes) {
    return axes.get(1).keepsInput() && axes.get(2).keepsInput();
  }

  private static List<ConvAxis> row(ConvAxis axis) {
    return List.of(ConvAxis.IDENTITY, axis);
  }

  private static List<ConvAxis> column(ConvAxis axis) {
    return List.of(axis, ConvAxis.IDENTITY);
  }
}
