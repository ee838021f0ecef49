package org.rank1.ops.network;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.rank1.filter.ConvAxis;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.ConvSpec;
import org.rank1.network.FeatureShape;
import org.rank1.network.LayerSpec;
import org.rank1.network.LayerTensors;
import org.rank1.network.NetworkSnapshot;
import org.rank1.network.NetworkSpec;
import org.rank1.testkit.NaiveConvolution;
import org.rank1.testkit.NaiveLowering;

/** Inference of a snapshot by definition, one example at a time, in double precision. */
final class NaiveNetwork {
  private final NetworkSnapshot snapshot;
  private final NetworkSpec network;

  NaiveNetwork(NetworkSnapshot snapshot) {
    this.snapshot = snapshot;
    this.network = snapshot.network();
  }

  double[] infer(double[] example) {
    Map<String, double[]> values = new HashMap<>(Map.of(NetworkSpec.INPUT, example));
    for (LayerSpec layer : network.layers()) {
      values.put(layer.name(), apply(layer, layer.inputs().stream().map(values::get).toList()));
    }
    return values.get(network.output());
  }

  private double[] apply(LayerSpec layer, List<double[]> inputs) {
    double[] input = inputs.get(0);
    FeatureShape shape = network.shapeOf(layer.inputs().get(0));
    if (layer instanceof LayerSpec.Convolution conv) {
      ConvSpec spec = network.convSpec(conv);
      double[] out =
          NaiveLowering.run(
                  conv.form().lower(spec, conv.form().lowerings(spec).get(0)),
                  snapshot.factors(conv),
                  input,
                  shape.spatial())
              .values();
      int positions = out.length / conv.outChannels();
      if (conv.bias()) {
        Arrays.setAll(out, i -> out[i] + tensor(conv, LayerTensors.BIAS, i / positions));
      }
      return out;
    } else if (layer instanceof LayerSpec.BatchNorm norm) {
      double[] out = new double[input.length];
      for (int i = 0; i < out.length; i++) {
        int c = i / shape.positions();
        double centered = input[i] - tensor(norm, LayerTensors.MEAN, c);
        double deviation = Math.sqrt(tensor(norm, LayerTensors.VARIANCE, c) + norm.epsilon());
        out[i] =
            centered / deviation * tensor(norm, LayerTensors.GAMMA, c)
                + tensor(norm, LayerTensors.BETA, c);
      }
      return out;
    } else if (layer instanceof LayerSpec.Relu) {
      return Arrays.stream(input).map(v -> Math.max(v, 0)).toArray();
    } else if (layer instanceof LayerSpec.MaxPool pool) {
      return pool(input, shape, pool.window(), Kind.MAX);
    } else if (layer instanceof LayerSpec.AveragePool pool) {
      return pool(input, shape, pool.window(), pool.countPadding() ? Kind.ALL : Kind.INSIDE);
    } else if (layer instanceof LayerSpec.GlobalAveragePool) {
      double[] out = new double[shape.channels()];
      for (int i = 0; i < input.length; i++) {
        out[i / shape.positions()] += input[i] / shape.positions();
      }
      return out;
    } else if (layer instanceof LayerSpec.Add) {
      double[] out = new double[input.length];
      inputs.forEach(each -> Arrays.setAll(out, i -> out[i] + each[i]));
      return out;
    } else if (layer instanceof LayerSpec.Concat) {
      return inputs.stream().flatMapToDouble(Arrays::stream).toArray();
    } else if (layer instanceof LayerSpec.Dense dense) {
      double[] out = new double[dense.units()];
      for (int u = 0; u < out.length; u++) {
        out[u] = tensor(dense, LayerTensors.BIAS, u);
        for (int i = 0; i < input.length; i++) {
          out[u] += input[i] * tensor(dense, LayerTensors.WEIGHT, u * input.length + i);
        }
      }
      return out;
    }
    return input; // flatten and dropout
  }

  private double tensor(LayerSpec layer, String role, int index) {
    return snapshot.tensor(layer, role).data()[index];
  }

  private enum Kind {
    MAX,
    ALL,
    INSIDE
  }

  /** A window as a depthwise convolution: one tap at a time. */
  private static double[] pool(
      double[] input, FeatureShape shape, List<ConvAxis> window, Kind kind) {
    ConvGeometry geometry = new ConvGeometry(window, 1);
    ConvSpec one = new ConvSpec(1, 1, geometry);
    int positions = shape.positions();
    double[][] channels = new double[shape.channels()][];
    double[] ones = new double[positions];
    Arrays.fill(ones, 1);
    for (int c = 0; c < channels.length; c++) {
      double[] channel = Arrays.copyOfRange(input, c * positions, (c + 1) * positions);
      double[] result = null;
      double[] counts = null;
      for (int tap = 0; tap < geometry.taps(); tap++) {
        double[] kernel = new double[geometry.taps()];
        kernel[tap] = 1;
        double[] values = NaiveConvolution.convolve(one, channel, shape.spatial(), kernel);
        double[] inside = NaiveConvolution.convolve(one, ones, shape.spatial(), kernel);
        if (result == null) {
          result = new double[values.length];
          counts = new double[values.length];
          Arrays.fill(result, kind == Kind.MAX ? Double.NEGATIVE_INFINITY : 0);
        }
        for (int i = 0; i < values.length; i++) {
          if (kind == Kind.MAX) {
            result[i] = inside[i] == 1 ? Math.max(result[i], values[i]) : result[i];
          } else {
            result[i] += values[i];
            counts[i] += kind == Kind.ALL ? 1 : inside[i];
          }
        }
      }
      for (int i = 0; kind != Kind.MAX && i < result.length; i++) {
        result[i] /= counts[i];
      }
      channels[c] = result;
    }
    return Arrays.stream(channels).flatMapToDouble(Arrays::stream).toArray();
  }
}
