package org.rank1.onnx.runtime;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.List;
import java.util.Map;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.FloatTensor;
import org.rank1.onnx.graph.TensorShape;
import org.rank1.onnx.model.OnnxGraphBuilder;
import org.rank1.onnx.model.OnnxValue;
import org.rank1.runtime.InferenceRuntime;

/**
 * How many channels the convolutions of a runtime compute at once. Any other number of channels
 * takes as long as the next multiple.
 */
public final class ChannelBlock {
  private static final int CHANNELS = 64;

  private ChannelBlock() {}

  /**
   * Read from what the runtime makes of a convolution with one filter: on a blocked memory layout
   * it fills the filters up. 1 where it has no such layout, or does not say.
   */
  public static int of(InferenceRuntime runtime) {
    if (!(runtime instanceof TracingRuntime tracing)) {
      return 1;
    }
    ModelProto optimized = tracing.optimized(oneFilter()::toByteArray);
    for (NodeProto node : optimized.getGraph().getNodeList()) {
      if (node.getOpType().equals("Conv") && !node.getDomain().isEmpty()) {
        return filters(optimized, node.getInput(1));
      }
    }
    return 1;
  }

  private static ModelProto oneFilter() {
    OnnxGraphBuilder graph = new OnnxGraphBuilder("one-filter");
    OnnxValue input = graph.input("input", TensorShape.of(1, CHANNELS, 8, 8));
    FloatTensor weight = FloatTensor.filled(List.of(1, CHANNELS, 3, 3), 1);
    return graph
        .output(graph.conv("conv", input, weight, null, ConvGeometry.same2d(3)))
        .build(Map.of());
  }

  private static int filters(ModelProto model, String weight) {
    return model.getGraph().getInitializerList().stream()
        .filter(tensor -> tensor.getName().equals(weight))
        .map(TensorProto::getDimsList)
        .filter(dims -> !dims.isEmpty())
        .findFirst()
        .map(dims -> Math.toIntExact(dims.get(0)))
        .orElse(1);
  }
}
