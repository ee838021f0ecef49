package org.rank1.onnx.proof;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.rank1.filter.ConvAxis;
import org.rank1.onnx.operator.DoubleTensor;

/** Convolutions and means over windows. */
final class Windows {
  private Windows() {}

  static ArrangedForm convolution(NodeCall call) {
    DoubleTensor weight = call.constant(1);
    int order = weight.shape().size();
    call.require(
        order >= 3 && order == call.form(0).order(), "its input and its kernel have other axes");
    int filters = weight.shape().get(0);
    int perGroup = weight.shape().get(1);
    List<Long> kernel = weight.shape().subList(2, order).stream().map(Integer::longValue).toList();
    List<ConvAxis> window = call.window(kernel, call.form(0));
    ArrangedForm x = WindowMapping.settled(call.form(0), window);
    long groups = call.attributes().integer("group", 1);
    call.require(
        groups >= 1
            && filters >= 1
            && filters % groups == 0
            && x.shape().get(1) == groups * perGroup,
        "its input and its kernel do not fit");
    call.require(
        call.attributes().integers("kernel_shape", kernel).equals(kernel),
        "its kernel has another shape than it says");
    WindowMapping mapping = WindowMapping.of(x, window);
    int repeats = repeats(call, x);
    call.require(
        repeats == 1 || (groups == x.shape().get(1) && filters == groups),
        "it mixes channels with positions that lie on their axis");
    int taps = kernel.stream().mapToInt(Math::toIntExact).reduce(1, Math::multiplyExact);
    requireRepeated(call, weight.data(), perGroup * taps, repeats, "weights");
    int outChannels = filters / repeats;
    ComposedKernel composed =
        ComposedKernel.of(
            outChannels,
            x.form().channels(),
            (int) groups / repeats,
            mapping.axes(),
            (filter, channel, tap) -> {
              int own = mapping.taps().get(tap);
              int at = (filter * repeats * perGroup + channel) * taps + own;
              return own < 0 ? 0 : weight.data()[at];
            },
            1);
    LinearForm form = x.form().then(composed);
    if (!call.has(2)) {
      return x.with(form);
    }
    double[] bias = call.constant(2).data();
    call.require(bias.length == filters, "its bias does not fit");
    requireRepeated(call, bias, 1, repeats, "biases");
    double[] shift = new double[outChannels];
    for (int filter = 0; filter < outChannels; filter++) {
      shift[filter] = bias[filter * repeats];
    }
    return x.with(form.shifted(shift));
  }

  /** How many positions lie on the axis of the channels, behind them. */
  private static int repeats(NodeCall call, ArrangedForm x) {
    List<Integer> atoms = x.axes().get(1);
    call.require(atoms.contains(ArrangedForm.CHANNEL), "its channels are not on axis 1");
    List<Integer> significant = new ArrayList<>(x.significant(1));
    int channel = significant.indexOf(ArrangedForm.CHANNEL);
    call.require(
        channel <= 0 && !significant.contains(ArrangedForm.BATCH),
        "positions lie before channels on axis 1");
    significant.remove((Integer) ArrangedForm.CHANNEL);
    return Math.toIntExact(
        significant.stream().mapToLong(x::extent).reduce(1, Math::multiplyExact));
  }

  private static void requireRepeated(
      NodeCall call, double[] values, int block, int repeats, String what) {
    for (int i = 0; i < values.length; i++) {
      int first = i / block / repeats * repeats * block + i % block;
      call.require(
          Double.compare(values[i], values[first]) == 0,
          "its " + what + " differ between positions that lie on the axis of its channels");
    }
  }

  static ArrangedForm averagePool(NodeCall call) {
    List<Long> kernel = call.attributes().integers("kernel_shape", List.of());
    call.require(!kernel.isEmpty(), "it has no kernel_shape");
    List<ConvAxis> window = call.window(kernel, call.form(0));
    ArrangedForm x = WindowMapping.settled(call.form(0), window);
    call.require(
        call.attributes().integer("count_include_pad", 0) != 0
            || window.stream().allMatch(axis -> axis.padBegin() == 0 && axis.padEnd() == 0),
        "at the border it takes the mean of fewer positions");
    double share = 1.0 / window.stream().mapToLong(ConvAxis::kernel).reduce(1, Math::multiplyExact);
    WindowMapping mapping = WindowMapping.of(x, window);
    return x.with(
        x.form()
            .then(perChannel(x, mapping.axes(), tap -> mapping.taps().get(tap) < 0 ? 0 : share)));
  }

  static ArrangedForm globalAveragePool(NodeCall call) {
    ArrangedForm x = call.form(0);
    List<OffsetAxis> axes =
        new ArrayList<>(x.form().extents().stream().map(OffsetAxis::identity).toList());
    long positions = 1;
    for (int axis = 2; axis < x.order(); axis++) {
      for (int atom : x.significant(axis)) {
        call.require(atom >= ArrangedForm.SPATIAL, "it takes the mean of more than positions");
        axes.set(atom - ArrangedForm.SPATIAL, OffsetAxis.whole(Math.toIntExact(x.extent(atom))));
        positions = Math.multiplyExact(positions, x.extent(atom));
      }
    }
    double share = 1.0 / positions;
    return x.with(x.form().then(perChannel(x, axes, tap -> share)));
  }

  private static ComposedKernel perChannel(
      ArrangedForm x, List<OffsetAxis> axes, IntToDoubleFunction weight) {
    int channels = x.form().channels();
    return ComposedKernel.of(
        channels, channels, channels, axes, (filter, channel, tap) -> weight.applyAsDouble(tap), 0);
  }
}
