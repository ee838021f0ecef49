package org.rank1.onnx.proof;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.rank1.onnx.operator.DoubleTensor;

/**
 * Products with constant matrices: convolutions whose window is all there is of the axes that lie
 * on the last one.
 */
final class Matrices {
  private Matrices() {}

  static ArrangedForm product(NodeCall call) {
    boolean gemm = call.type().equals("Gemm");
    ArrangedForm x = call.form(0);
    DoubleTensor matrix = call.constant(1);
    call.require(
        matrix.shape().size() == 2
            && (gemm ? x.order() == 2 : x.order() >= 2)
            && call.attributes().integer("transA", 0) == 0,
        "it multiplies more than a matrix from the right");
    boolean transposed = call.attributes().integer("transB", 0) != 0;
    int inner = matrix.shape().get(transposed ? 1 : 0);
    int units = matrix.shape().get(transposed ? 0 : 1);
    int last = x.order() - 1;
    List<Integer> atoms = x.axes().get(last);
    call.require(
        atoms.contains(ArrangedForm.CHANNEL) && !x.significant(last).contains(ArrangedForm.BATCH),
        "its columns are not channels");
    call.require(x.shape().get(last) == inner, "its operands do not fit");
    double alpha = call.attributes().real("alpha", 1);
    double beta = call.attributes().real("beta", 1);
    List<OffsetAxis> axes =
        new ArrayList<>(x.form().extents().stream().map(OffsetAxis::identity).toList());
    int[] columns = columns(x, atoms, axes);
    int taps = columns.length / x.form().channels();
    ComposedKernel kernel =
        ComposedKernel.of(
            units,
            x.form().channels(),
            1,
            axes,
            (unit, channel, tap) -> {
              int column = columns[channel * taps + tap];
              return alpha
                  * matrix.data()[transposed ? unit * inner + column : column * units + unit];
            },
            alpha == 1 ? 1 : 2);
    List<List<Integer>> arranged = new ArrayList<>(x.axes());
    List<Integer> behind = new ArrayList<>(List.of(ArrangedForm.CHANNEL));
    atoms.stream().filter(atom -> atom != ArrangedForm.CHANNEL).forEach(behind::add);
    arranged.set(last, behind);
    ArrangedForm y = new ArrangedForm(x.batch(), x.form().then(kernel), arranged);
    Optional<DoubleTensor> bias = call.optional(2);
    if (bias.isEmpty()) {
      return y;
    }
    double[] shift = y.channelVector(bias.get());
    double[] scaled = new double[shift.length];
    for (int unit = 0; unit < shift.length; unit++) {
      scaled[unit] = beta * shift[unit];
    }
    return y.with(y.form().shifted(scaled));
  }

  /**
   * The column of each channel and position.
   *
   * @param axes whose entries for the positions become those of a window over all of them
   */
  private static int[] columns(ArrangedForm x, List<Integer> atoms, List<OffsetAxis> axes) {
    int[] steps = new int[axes.size()];
    int channelStep = 1;
    int step = 1;
    List<Integer> inward = new ArrayList<>(atoms);
    Collections.reverse(inward);
    for (int atom : inward) {
      if (atom == ArrangedForm.CHANNEL) {
        channelStep = step;
      } else if (x.extent(atom) > 1) {
        steps[atom - ArrangedForm.SPATIAL] = step;
        axes.set(atom - ArrangedForm.SPATIAL, OffsetAxis.whole(Math.toIntExact(x.extent(atom))));
      }
      step = Math.multiplyExact(step, Math.toIntExact(x.extent(atom)));
    }
    List<Integer> taps = new WindowMapping(axes, WindowMapping.taps(axes, steps, 0)).taps();
    int[] columns = new int[Math.multiplyExact(x.form().channels(), taps.size())];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = i / taps.size() * channelStep + taps.get(i % taps.size());
    }
    return columns;
  }
}
