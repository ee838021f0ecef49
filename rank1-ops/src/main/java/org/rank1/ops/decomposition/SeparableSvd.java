package org.rank1.ops.decomposition;

import java.util.Arrays;
import java.util.List;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.TensorSpec;

/**
 * The forms {@code t·d} of a pointwise factor and spatial filters, exactly: {@code bsconv}, whose
 * filters are matrices of channels by taps of rank one (Haase and Amthor 2020), and {@code
 * depthwise-separable}, whose channels are matrices of filters by taps of rank one (Guo et al.
 * 2018).
 *
 * @param perFilter whether each filter has a spatial filter of its own, else each channel has
 */
record SeparableSvd(boolean perFilter) implements UnitDecomposition {
  @Override
  public int units(ConvSpec conv) {
    return perFilter ? conv.outChannels() : conv.geometry().groups();
  }

  @Override
  public List<double[]> factors(Unit unit, List<TensorSpec> specs) {
    if (unit.taps().isEmpty()) {
      return List.of(unit.values());
    }
    int taps = unit.allTaps();
    if (perFilter) {
      TruncatedSvd svd =
          TruncatedSvd.of(unit.values(), unit.channels(), taps, 1)
              .balanced(unit.channels(), taps, 1);
      return Arrays.asList(svd.left(), svd.right());
    }
    double[] pointwise = new double[unit.filters() * unit.channels()];
    double[] spatial = new double[unit.channels() * taps];
    for (int c = 0; c < unit.channels(); c++) {
      double[] channel = new double[unit.filters() * taps];
      for (int o = 0; o < unit.filters(); o++) {
        System.arraycopy(unit.values(), (o * unit.channels() + c) * taps, channel, o * taps, taps);
      }
      TruncatedSvd svd =
          TruncatedSvd.of(channel, unit.filters(), taps, 1).balanced(unit.filters(), taps, 1);
      for (int o = 0; o < unit.filters(); o++) {
        pointwise[o * unit.channels() + c] = svd.left()[o];
      }
      System.arraycopy(svd.right(), 0, spatial, c * taps, taps);
    }
    return Arrays.asList(pointwise, spatial);
  }
}
