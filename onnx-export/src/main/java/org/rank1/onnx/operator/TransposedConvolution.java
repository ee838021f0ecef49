package org.rank1.onnx.operator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.rank1.filter.ConvAxis;
import org.rank1.onnx.graph.NodeAttributes;

/** {@code ConvTranspose}: every input element is spread over a window of the output. */
record TransposedConvolution() implements Evaluator {
  /** What one spatial axis of the output is like. */
  record Axis(ConvAxis window, int output) {}

  /**
   * The spatial axes.
   *
   * @param kernel taps per axis
   * @param spatial the input's extents
   * @throws IllegalArgumentException if attributes are illegal
   */
  static List<Axis> axes(NodeAttributes attributes, List<Integer> kernel, List<Integer> spatial) {
    int order = kernel.size();
    List<Long> ones = Collections.nCopies(order, 1L);
    List<Long> zeros = Collections.nCopies(order, 0L);
    List<Long> strides = list(attributes, "strides", ones);
    List<Long> dilations = list(attributes, "dilations", ones);
    List<Long> added = list(attributes, "output_padding", zeros);
    List<Long> pads = list(attributes, "pads", Collections.nCopies(2 * order, 0L));
    String autoPad = attributes.text("auto_pad", "NOTSET");
    boolean same = autoPad.startsWith("SAME");
    boolean sized = attributes.has("output_shape");
    List<Long> sizes = list(attributes, "output_shape", zeros);
    List<Axis> axes = new ArrayList<>();
    for (int axis = 0; axis < order; axis++) {
      long stride = strides.get(axis);
      long span = (kernel.get(axis) - 1L) * dilations.get(axis) + 1;
      double unpadded = (double) stride * (spatial.get(axis) - 1L) + added.get(axis) + span;
      double begin = autoPad.equals("NOTSET") ? pads.get(axis) : 0;
      double end = autoPad.equals("NOTSET") ? pads.get(order + axis) : 0;
      double output = unpadded - begin - end;
      if (sized || same) {
        double wanted = sized ? sizes.get(axis) : (double) stride * spatial.get(axis);
        double total = Math.max(0, unpadded - wanted);
        output = sized ? wanted : unpadded - total;
        double smaller = Math.floor(total / 2);
        begin = autoPad.equals("SAME_UPPER") ? smaller : total - smaller;
        end = total - begin;
      }
      if (!(output >= 0 && output <= Integer.MAX_VALUE && stride <= Integer.MAX_VALUE)) {
        throw new IllegalArgumentException(
            "spatial axis %d of the output would have %.0f positions".formatted(axis, output));
      }
      axes.add(
          new Axis(
              new ConvAxis(
                  kernel.get(axis),
                  Math.toIntExact(stride),
                  (int) begin,
                  (int) end,
                  Math.toIntExact(dilations.get(axis))),
              (int) output));
    }
    return axes;
  }

  private static List<Long> list(NodeAttributes attributes, String name, List<Long> otherwise) {
    List<Long> values = attributes.integers(name, otherwise);
    if (values.size() != otherwise.size()
        || values.stream().anyMatch(v -> v < 0 || v > Integer.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "illegal %s %s, must be %d values from 0 to %d"
              .formatted(name, values, otherwise.size(), Integer.MAX_VALUE));
    }
    return values;
  }

  @Override
  public DoubleTensor evaluate(OperatorCall call) {
    DoubleTensor x = call.input(0);
    DoubleTensor w = call.input(1);
    int order = x.shape().size();
    int groups = call.toInt(call.integer("group", 1), "group");
    call.require(
        order >= 3
            && w.shape().size() == order
            && groups >= 1
            && x.shape().get(1) % groups == 0
            && w.shape().get(0).equals(x.shape().get(1)),
        "input %s, weight %s and %d groups do not fit".formatted(x.shape(), w.shape(), groups));
    int channels = x.shape().get(1);
    int perGroup = w.shape().get(1);
    int filters = Math.multiplyExact(perGroup, groups);
    List<Axis> axes;
    try {
      axes = axes(call.attributes(), w.shape().subList(2, order), x.shape().subList(2, order));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw call.refused(String.valueOf(e.getMessage()));
    }
    List<Integer> shape = new ArrayList<>(List.of(x.shape().get(0), filters));
    axes.forEach(axis -> shape.add(axis.output()));
    DoubleTensor bias = call.optional(2).orElse(call.zeros(List.of(filters)));
    call.require(bias.size() == filters, "bias " + bias.shape() + " does not fit " + w.shape());
    DoubleTensor y = call.zeros(shape);
    int inPlane = x.extent(2, order);
    int outPlane = y.extent(2, order);
    int taps = w.extent(2, order);
    Spread spread = new Spread(axes, w.shape().subList(2, order), x.shape().subList(2, order));
    IntStream.range(0, x.shape().get(0) * filters)
        .parallel()
        .forEach(
            plane -> {
              int image = plane / filters;
              int filter = plane % filters;
              int group = filter / perGroup;
              int to = plane * outPlane;
              Arrays.fill(y.data(), to, to + outPlane, bias.data()[filter]);
              for (int k = 0; k < channels / groups; k++) {
                int channel = group * (channels / groups) + k;
                spread.add(
                    x.data(),
                    (image * channels + channel) * inPlane,
                    w.data(),
                    (channel * perGroup + filter % perGroup) * taps,
                    y.data(),
                    to);
              }
            });
    return y;
  }

  /** One input plane spread over one output plane. */
  private record Spread(List<Axis> axes, List<Integer> kernel, List<Integer> spatial) {
    void add(double[] x, int from, double[] w, int weights, double[] y, int to) {
      int order = axes.size();
      int[] in = new int[order];
      int inputs = spatial.stream().reduce(1, (a, b) -> a * b);
      int taps = kernel.stream().reduce(1, (a, b) -> a * b);
      int[] tap = new int[order];
      for (int i = 0; i < inputs; i++) {
        Arrays.fill(tap, 0);
        for (int k = 0; k < taps; k++) {
          int at = position(in, tap);
          if (at >= 0) {
            y[to + at] += w[weights + k] * x[from + i];
          }
          advance(tap, kernel);
        }
        advance(in, spatial);
      }
    }

    /** The output position, or -1 where it was cut off. */
    private int position(int[] in, int[] tap) {
      int at = 0;
      for (int axis = 0; axis < in.length; axis++) {
        ConvAxis window = axes.get(axis).window();
        int position =
            in[axis] * window.stride() + tap[axis] * window.dilation() - window.padBegin();
        int extent = axes.get(axis).output();
        if (position < 0 || position >= extent) {
          return -1;
        }
        at = at * extent + position;
      }
      return at;
    }

    private static void advance(int[] index, List<Integer> shape) {
      for (int axis = index.length - 1; axis >= 0; axis--) {
        if (++index[axis] < shape.get(axis)) {
          return;
        }
        index[axis] = 0;
      }
    }
  }

  /** One product and at most as many additions as there are terms, the bias among them. */
  @Override
  public int roundings(OperatorCall call) {
    DoubleTensor w = call.input(1);
    int channels = w.shape().get(0) / Math.max(1, call.toInt(call.integer("group", 1), "group"));
    return Math.addExact(Math.multiplyExact(channels, w.extent(2, w.shape().size())), 1);
  }

  @Override
  public boolean multiplies() {
    return true;
  }
}
