package org.rank1.onnx.plan;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.rank1.filter.FloatTensor;
import org.rank1.onnx.graph.OnnxFile;
import org.rank1.runtime.InferenceRuntime;
import org.rank1.runtime.InferenceSession;
import org.rank1.runtime.OnnxModel;

/** A runtime whose latencies are known: a price in milliseconds for the convolutions of a model. */
final class PricedRuntime implements InferenceRuntime {
  private final ToDoubleFunction<List<Stage>> price;
  private int opened;

  /** A convolution of a model: whether it is depthwise, and its taps. */
  record Stage(String name, boolean depthwise, List<Long> kernel) {
    boolean is(long height, long width) {
      return kernel.equals(List.of(height, width));
    }

    private static Stage of(NodeProto node) {
      long group = 1;
      List<Long> kernel = List.of();
      for (AttributeProto attribute : node.getAttributeList()) {
        if (attribute.getName().equals("group")) {
          group = attribute.getI();
        } else if (attribute.getName().equals("kernel_shape")) {
          kernel = attribute.getIntsList();
        }
      }
      return new Stage(node.getName(), group > 1, List.copyOf(kernel));
    }
  }

  PricedRuntime(ToDoubleFunction<List<Stage>> price) {
    this.price = price;
  }

  int opened() {
    return opened;
  }

  @Override
  public String description() {
    return "priced";
  }

  @Override
  public int threads() {
    return 1;
  }

  @Override
  public InferenceSession open(OnnxModel model) {
    opened++;
    List<Stage> stages =
        OnnxFile.parse(model.bytes(), "priced").getGraph().getNodeList().stream()
            .filter(node -> node.getOpType().equals("Conv"))
            .map(Stage::of)
            .toList();
    long nanos = (long) (1e6 * price.applyAsDouble(stages));
    return new InferenceSession() {
      @Override
      public List<String> outputs() {
        return List.of();
      }

      @Override
      public Map<String, FloatTensor> run(Map<String, FloatTensor> inputs) {
        return Map.of();
      }

      @Override
      public TimedRun prepare(Map<String, FloatTensor> inputs) {
        return new TimedRun() {
          @Override
          public long runNanos() {
            return nanos;
          }

          @Override
          public void close() {}
        };
      }

      @Override
      public void close() {}
    };
  }
}
