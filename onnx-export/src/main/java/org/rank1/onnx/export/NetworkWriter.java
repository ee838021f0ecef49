package org.rank1.onnx.export;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.rank1.filter.ConvStages;
import org.rank1.filter.FloatTensor;
import org.rank1.network.LayerSpec;
import org.rank1.network.LayerTensors;
import org.rank1.network.NetworkCounts.LayerCount;
import org.rank1.network.NetworkSnapshot;
import org.rank1.network.NetworkSpec;
import org.rank1.onnx.model.OnnxValue;

/**
 * Writes the layers of a snapshot into a graph, one after the other. Dropout vanishes; batch norms
 * that alone read a convolution are folded into it.
 */
final class NetworkWriter {
  private final NetworkSnapshot snapshot;
  private final NetworkSpec network;
  private final Lowerings lowerings;
  private final FeatureMapWriter maps;
  private final Map<String, String> withoutDropout = new HashMap<>();
  private final Map<String, List<LayerSpec>> readers = new HashMap<>();
  private final Map<String, FeatureMap> values = new HashMap<>();
  private final Set<String> folded = new HashSet<>();
  private final List<LayerCount> counts = new ArrayList<>();

  NetworkWriter(NetworkSnapshot snapshot, Lowerings lowerings, FeatureMapWriter maps) {
    this.snapshot = snapshot;
    this.network = snapshot.network();
    this.lowerings = lowerings;
    this.maps = maps;
    for (LayerSpec layer : network.layers()) {
      if (layer instanceof LayerSpec.Dropout dropout) {
        withoutDropout.put(dropout.name(), source(dropout.input()));
      } else {
        for (String read : layer.inputs()) {
          readers.computeIfAbsent(source(read), name -> new ArrayList<>()).add(layer);
        }
      }
    }
  }

  /** The layer whose value a layer's readers get: dropout hands on what it reads. */
  private String source(String layer) {
    return withoutDropout.getOrDefault(layer, layer);
  }

  /** The name of a layer's value: its own, but the network's output keeps its name. */
  private String valueName(String layer) {
    if (!layer.equals(source(network.output()))) {
      return layer;
    }
    return reshapesOutput() ? network.output() + "/map" : network.output();
  }

  /** Whether the network ends in a map that may lie in another layout than the network has it. */
  private boolean reshapesOutput() {
    return maps.inFour(network.outputShape().spatial().size());
  }

  List<LayerCount> counts() {
    return counts;
  }

  /** Writes all layers and returns the network's output. */
  FeatureMap write(OnnxValue input) {
    if (source(network.output()).equals(NetworkSpec.INPUT)) {
      throw new IllegalArgumentException("in inference its output is its input");
    }
    values.put(NetworkSpec.INPUT, new FeatureMap(input, network.input(), MapLayout.NATIVE));
    for (LayerSpec layer : network.layers()) {
      if (layer instanceof LayerSpec.Convolution conv) {
        convolution(conv);
      } else if (!(layer instanceof LayerSpec.Dropout) && !folded.contains(layer.name())) {
        values.put(layer.name(), other(layer, valueName(layer.name())));
      }
    }
    FeatureMap output = value(network.output());
    return reshapesOutput() ? maps.nativeOutput(network.output(), output) : output;
  }

  private FeatureMap value(String layer) {
    FeatureMap value = values.get(source(layer));
    if (value == null) {
      throw new IllegalArgumentException("Layer \"" + layer + "\" has no value in the graph");
    }
    return value;
  }

  private void convolution(LayerSpec.Convolution conv) {
    ConvStages stages = conv.form().lower(network.convSpec(conv), lowerings.of(conv.name()));
    ChannelAffine after =
        conv.bias()
            ? ChannelAffine.bias(snapshot.tensor(conv, LayerTensors.BIAS))
            : ChannelAffine.identity(conv.outChannels());
    String last = conv.name();
    if (StageWriter.takesScale(stages)) {
      for (LayerSpec.BatchNorm norm : foldable(conv)) {
        after = after.then(norm, snapshot.tensors(norm));
        folded.add(norm.name());
        last = norm.name();
      }
    }
    StageWriter writer = new StageWriter(maps, conv.name(), snapshot.factors(conv));
    values.put(last, writer.write(value(conv.input()), stages, after, valueName(last)));
    long macs = stages.macs(network.shapeOf(conv.input()).spatial());
    counts.add(new LayerCount(conv.name(), true, writer.parameters(), macs));
  }

  /** The batch norms that follow a convolution and whose input nobody else reads. */
  private List<LayerSpec.BatchNorm> foldable(LayerSpec.Convolution conv) {
    List<LayerSpec.BatchNorm> norms = new ArrayList<>();
    String output = source(network.output());
    String last = conv.name();
    List<LayerSpec> reading = readers.getOrDefault(last, List.of());
    while (!last.equals(output)
        && reading.size() == 1
        && reading.get(0) instanceof LayerSpec.BatchNorm norm) {
      norms.add(norm);
      last = norm.name();
      reading = readers.getOrDefault(last, List.of());
    }
    return norms;
  }

  private FeatureMap other(LayerSpec layer, String name) {
    List<FeatureMap> inputs = layer.inputs().stream().map(this::value).toList();
    FeatureMap first = inputs.get(0);
    if (layer instanceof LayerSpec.BatchNorm norm) {
      return batchNorm(norm, first, name);
    } else if (layer instanceof LayerSpec.Relu) {
      return maps.relu(name, first);
    } else if (layer instanceof LayerSpec.MaxPool pool) {
      return new WindowWriter(maps).maxPool(name, first, pool.window());
    } else if (layer instanceof LayerSpec.AveragePool pool) {
      return new WindowWriter(maps).averagePool(name, first, pool.window(), pool.countPadding());
    } else if (layer instanceof LayerSpec.GlobalAveragePool) {
      return maps.globalAveragePool(name, first);
    } else if (layer instanceof LayerSpec.Add) {
      FeatureMap sum = first;
      for (int i = 1; i < inputs.size(); i++) {
        String part = i == inputs.size() - 1 ? name : name + "/sum" + i;
        sum = maps.add(part, sum, inputs.get(i));
      }
      return sum;
    } else if (layer instanceof LayerSpec.Concat) {
      return maps.concat(name, inputs);
    } else if (layer instanceof LayerSpec.Flatten) {
      return maps.flatten(name, first);
    } else if (layer instanceof LayerSpec.Dense dense) {
      return dense(dense, first, name);
    }
    throw new IllegalArgumentException(
        "Layer \"%s\": there is no ONNX operator for %s"
            .formatted(layer.name(), layer.getClass().getSimpleName()));
  }

  private FeatureMap dense(LayerSpec.Dense dense, FeatureMap input, String name) {
    FloatTensor weight = finite(dense, LayerTensors.WEIGHT);
    FloatTensor bias = finite(dense, LayerTensors.BIAS);
    counts.add(
        new LayerCount(dense.name(), false, (long) weight.size() + bias.size(), weight.size()));
    return maps.gemm(name, input, weight, bias);
  }

  private FeatureMap batchNorm(LayerSpec.BatchNorm norm, FeatureMap input, String name) {
    FloatTensor gamma = finite(norm, LayerTensors.GAMMA);
    counts.add(new LayerCount(norm.name(), false, 4L * gamma.size(), 0));
    return maps.batchNormalization(
        name,
        input,
        gamma,
        finite(norm, LayerTensors.BETA),
        finite(norm, LayerTensors.MEAN),
        finite(norm, LayerTensors.VARIANCE),
        norm.epsilon());
  }

  private FloatTensor finite(LayerSpec layer, String role) {
    return Finite.require(layer.name(), role, snapshot.tensor(layer, role));
  }
}
