package org.rank1.onnx.quantize;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.rank1.filter.FloatTensor;
import org.rank1.onnx.graph.OnnxTensors;
import org.rank1.onnx.model.GraphEdit;

/**
 * Scales the channels between the stages of split convolutions, without changing what the model
 * computes.
 *
 * <p>A rank-1 filter {@code t ⊗ p ⊗ q} is the same as {@code a·t ⊗ b·p ⊗ c·q} with {@code abc = 1}:
 * between a convolution and the depthwise convolution that alone reads it, with no ReLU in between,
 * every channel may be multiplied with any factor if the depthwise weights are divided by it. The
 * factors chosen here give all channels the same largest magnitude, on the same side of zero. One
 * scale for the whole tensor is then as fine as one per channel would have been, and the weights
 * lose nothing, since theirs are per filter anyway. It is the idea of cross-layer equalization
 * (Nagel et al., <em>Data-Free Quantization Through Weight Equalization and Bias Correction</em>,
 * 2019) where it costs nothing: no ReLU restricts the sign, and no weights have to share a scale.
 *
 * <p>A balanced value is another value than before and has another name, {@code VALUE/balanced}.
 */
final class Balancing {
  private static final String SUFFIX = "/balanced";

  private final Map<String, ChannelFactors> factors;

  private Balancing(Map<String, ChannelFactors> factors) {
    this.factors = Collections.unmodifiableMap(new LinkedHashMap<>(factors));
  }

  /** Changes nothing. */
  static Balancing none() {
    return new Balancing(Map.of());
  }

  /** Balances every value whose channels may be scaled. */
  static Balancing of(FloatGraph graph, Map<String, ChannelRanges> ranges) {
    Map<String, ChannelFactors> factors = new LinkedHashMap<>();
    for (String value : free(graph)) {
      ChannelRanges own = ranges.get(value);
      if (own != null) {
        factors.put(value, ChannelFactors.balancing(own));
      }
    }
    return new Balancing(factors);
  }

  /** The values whose channels may be scaled. */
  static Set<String> free(FloatGraph graph) {
    Set<String> free = new LinkedHashSet<>();
    for (NodeProto node : graph.graph().nodes()) {
      graph
          .linear(node)
          .filter(LinearNode::isConvolution)
          .flatMap(conv -> graph.graph().onlyReader(conv.output()))
          .flatMap(graph::linear)
          .filter(LinearNode::isDepthwise)
          .ifPresent(depthwise -> free.add(depthwise.input()));
    }
    return free;
  }

  /** The factors of a value's channels. */
  ChannelFactors factors(String value) {
    return factors.getOrDefault(value, ChannelFactors.ONES);
  }

  /** What a value is called in the balanced model. */
  String name(String value) {
    return factors.containsKey(value) ? value + SUFFIX : value;
  }

  /** The same model, up to rounding, with balanced channels. */
  ModelProto apply(FloatGraph graph) {
    GraphEdit edit = graph.graph().edit();
    for (NodeProto node : graph.graph().nodes()) {
      NodeProto.Builder balanced = node.toBuilder();
      graph.linear(node).ifPresent(found -> rescale(found, balanced, edit));
      for (int i = 0; i < node.getInputCount(); i++) {
        balanced.setInput(i, name(balanced.getInput(i)));
      }
      if (factors.containsKey(node.getOutput(0))) {
        balanced.setName(name(node.getOutput(0))).setOutput(0, name(node.getOutput(0)));
      }
      edit.replace(node, List.of(balanced.build()));
    }
    for (ValueInfoProto value : graph.graph().model().getGraph().getValueInfoList()) {
      if (factors.containsKey(value.getName())) {
        edit.redeclare(value.getName(), value.toBuilder().setName(name(value.getName())).build());
      }
    }
    return edit.removeUnread().apply();
  }

  private void rescale(LinearNode linear, NodeProto.Builder node, GraphEdit edit) {
    if (!factors.containsKey(linear.output()) && !factors.containsKey(linear.input())) {
      return;
    }
    ChannelFactors after = factors(linear.output());
    ChannelFactors before = factors(linear.input());
    FloatTensor weight = linear.weight().copy();
    for (int i = 0; i < weight.size(); i++) {
      int filter = i / linear.fanIn();
      double divisor = factors.containsKey(linear.input()) ? before.of(linear.channel(filter)) : 1;
      weight.data()[i] = (float) (weight.data()[i] * (double) after.of(filter) / divisor);
    }
    replace(node, 1, weight, edit);
    if (linear.bias().isPresent()) {
      FloatTensor bias = linear.bias().get().copy();
      for (int filter = 0; filter < bias.size(); filter++) {
        bias.data()[filter] = bias.data()[filter] * after.of(filter);
      }
      replace(node, 2, bias, edit);
    }
  }

  /** Weights of their own, in case others share the old ones. */
  private static void replace(
      NodeProto.Builder node, int input, FloatTensor tensor, GraphEdit edit) {
    String name = node.getOutput(0) + SUFFIX + (input == 1 ? "/weight" : "/bias");
    node.setInput(input, name);
    edit.put(OnnxTensors.of(name, tensor));
  }
}
