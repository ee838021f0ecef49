package org.rank1.onnx.export;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.rank1.filter.Composition;
import org.rank1.filter.ConvAxis;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.ConvStage;
import org.rank1.filter.Factors;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.Lowering;
import org.rank1.network.FeatureShape;
import org.rank1.network.LayerSpec;
import org.rank1.network.NetworkSnapshot;
import org.rank1.network.NetworkSpec;

/** What a snapshot computes for one example, in double precision, straight from its layers. */
final class DoubleNetwork {
  private final NetworkSnapshot snapshot;
  private final NetworkSpec network;
  private final Map<String, double[]> values = new HashMap<>();

  DoubleNetwork(NetworkSnapshot snapshot, double[] input) {
    this.snapshot = snapshot;
    this.network = snapshot.network();
    values.put(NetworkSpec.INPUT, input);
    network.layers().forEach(layer -> values.put(layer.name(), evaluate(layer)));
  }

  double[] value(String layer) {
    return values.get(layer);
  }

  double[] output() {
    return value(network.output());
  }

  private double[] evaluate(LayerSpec layer) {
    List<double[]> inputs = layer.inputs().stream().map(values::get).toList();
    double[] x = inputs.get(0);
    FeatureShape in = network.shapeOf(layer.inputs().get(0));
    if (layer instanceof LayerSpec.Convolution conv) {
      return convolution(conv, x, in.spatial());
    } else if (layer instanceof LayerSpec.BatchNorm norm) {
      return batchNorm(norm, x, in);
    } else if (layer instanceof LayerSpec.Relu) {
      return map(x, v -> Math.max(v, 0));
    } else if (layer instanceof LayerSpec.MaxPool pool) {
      return pool(x, in, pool.window(), true, false);
    } else if (layer instanceof LayerSpec.AveragePool pool) {
      return pool(x, in, pool.window(), false, pool.countPadding());
    } else if (layer instanceof LayerSpec.GlobalAveragePool) {
      double[] y = new double[in.channels()];
      for (int i = 0; i < x.length; i++) {
        y[i / in.positions()] += x[i] / in.positions();
      }
      return y;
    } else if (layer instanceof LayerSpec.Add) {
      double[] y = new double[x.length];
      inputs.forEach(v -> Arrays.setAll(y, i -> y[i] + v[i]));
      return y;
    } else if (layer instanceof LayerSpec.Concat) {
      return inputs.stream().flatMapToDouble(Arrays::stream).toArray();
    } else if (layer instanceof LayerSpec.Dense dense) {
      float[] w = snapshot.tensor(dense, "weight").data();
      float[] b = snapshot.tensor(dense, "bias").data();
      double[] y = new double[dense.units()];
      for (int u = 0; u < y.length; u++) {
        y[u] = b[u];
        for (int f = 0; f < x.length; f++) {
          y[u] += (double) w[u * x.length + f] * x[f];
        }
      }
      return y;
    }
    return x; // Flatten, Dropout
  }

  private static double[] map(double[] x, DoubleUnaryOperator operator) {
    return Arrays.stream(x).map(operator).toArray();
  }

  private double[] batchNorm(LayerSpec.BatchNorm norm, double[] x, FeatureShape shape) {
    float[] gamma = snapshot.tensor(norm, "gamma").data();
    float[] beta = snapshot.tensor(norm, "beta").data();
    float[] mean = snapshot.tensor(norm, "mean").data();
    float[] variance = snapshot.tensor(norm, "variance").data();
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      int c = i / shape.positions();
      y[i] = gamma[c] * (x[i] - mean[c]) / Math.sqrt(variance[c] + norm.epsilon()) + beta[c];
    }
    return y;
  }

  private double[] convolution(LayerSpec.Convolution layer, double[] x, List<Integer> spatial) {
    ConvSpec conv = network.convSpec(layer);
    Factors factors = snapshot.factors(layer);
    List<List<ConvStage>> chains =
        layer.form().composition(conv) instanceof Composition.Composable composable
            ? List.of(List.of(ConvStage.linear(Lowering.COMPOSED, conv, composable.kernel())))
            : layer.form().lower(conv, layer.form().lowerings(conv).get(0)).chains();
    double[] sum = new double[network.shapeOf(layer.name()).size()];
    for (List<ConvStage> chain : chains) {
      double[] y = x;
      List<Integer> size = spatial;
      for (ConvStage stage : chain) {
        y = convolve(stage.conv(), y, size, stage.weight().apply(factors));
        size = stage.conv().geometry().outputSize(size);
        y = stage.bias() == null ? y : biased(y, stage.bias().apply(factors));
        y = stage.relu() ? map(y, v -> Math.max(v, 0)) : y;
      }
      double[] added = y;
      Arrays.setAll(sum, i -> sum[i] + added[i]);
    }
    return layer.bias() ? biased(sum, snapshot.tensor(layer, "bias")) : sum;
  }

  private static double[] biased(double[] x, FloatTensor bias) {
    double[] y = x.clone();
    Arrays.setAll(y, i -> y[i] + bias.data()[i / (x.length / bias.size())]);
    return y;
  }

  /** A convolution with zero padding on any number of spatial axes. */
  static double[] convolve(ConvSpec conv, double[] x, List<Integer> spatial, FloatTensor weight) {
    ConvGeometry geometry = conv.geometry();
    int taps = geometry.taps();
    int inPositions = product(spatial);
    int[] sources = sources(geometry.axes(), spatial);
    int outPositions = sources.length / taps;
    int perGroup = conv.channelsPerGroup();
    int filtersPerGroup = conv.outChannels() / geometry.groups();
    double[] y = new double[conv.outChannels() * outPositions];
    for (int o = 0; o < conv.outChannels(); o++) {
      for (int p = 0; p < outPositions; p++) {
        double sum = 0;
        for (int c = 0; c < perGroup; c++) {
          int channel = o / filtersPerGroup * perGroup + c;
          for (int t = 0; t < taps; t++) {
            int source = sources[p * taps + t];
            if (source >= 0) {
              double w = weight.data()[(o * perGroup + c) * taps + t];
              sum += w * x[channel * inPositions + source];
            }
          }
        }
        y[o * outPositions + p] = sum;
      }
    }
    return y;
  }

  private static double[] pool(
      double[] x, FeatureShape in, List<ConvAxis> window, boolean max, boolean countPadding) {
    int taps = new ConvGeometry(window, 1).taps();
    int[] sources = sources(window, in.spatial());
    int outPositions = sources.length / taps;
    double[] y = new double[in.channels() * outPositions];
    for (int i = 0; i < y.length; i++) {
      double sum = 0;
      double best = Double.NEGATIVE_INFINITY;
      int count = 0;
      for (int t = 0; t < taps; t++) {
        int source = sources[i % outPositions * taps + t];
        if (source >= 0) {
          double v = x[i / outPositions * in.positions() + source];
          sum += v;
          best = Math.max(best, v);
          count++;
        }
      }
      y[i] = max ? best : sum / (countPadding ? taps : count);
    }
    return y;
  }

  /** For every output position and tap the input position it reads, or -1 in the padding. */
  private static int[] sources(List<ConvAxis> axes, List<Integer> spatial) {
    List<int[]> windows = new ArrayList<>(List.of(new int[] {0}));
    int taps = 1;
    for (int a = 0; a < axes.size(); a++) {
      ConvAxis axis = axes.get(a);
      int size = spatial.get(a);
      List<int[]> extended = new ArrayList<>();
      for (int[] window : windows) {
        for (int o = 0; o < axis.outputSize(size); o++) {
          int[] next = new int[taps * axis.kernel()];
          for (int i = 0; i < next.length; i++) {
            int tap = i % axis.kernel();
            int at = o * axis.stride() - axis.padBegin() + tap * axis.dilation();
            int outer = window[i / axis.kernel()];
            next[i] = outer < 0 || at < 0 || at >= size ? -1 : outer * size + at;
          }
          extended.add(next);
        }
      }
      windows = extended;
      taps *= axis.kernel();
    }
    return windows.stream().flatMapToInt(Arrays::stream).toArray();
  }

  private static int product(List<Integer> extents) {
    return extents.stream().reduce(1, Math::multiplyExact);
  }
}
