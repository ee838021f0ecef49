package org.rank1.onnx.quantize;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.rank1.filter.FloatTensor;
import org.rank1.network.NetworkSnapshot;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.export.ExportOptions;
import org.rank1.onnx.export.OnnxExporter;
import org.rank1.onnx.export.TensorOrder;
import org.rank1.onnx.graph.OnnxTensors;
import org.rank1.onnx.operator.DoubleTensor;
import org.rank1.onnx.reference.ReferenceInterpreter;
import org.rank1.onnx.runtime.OnnxRuntimeCpu;
import org.rank1.onnx.runtime.OnnxRuntimeOptions;
import org.rank1.runtime.InferenceSession;

/** A quantized model with what tests want to know of it. */
record Int8(ModelProto model) {
  static final OnnxRuntimeCpu RUNTIME = new OnnxRuntimeCpu(new OnnxRuntimeOptions());

  /** Runs the nodes as they stand, in floats. */
  static final OnnxRuntimeCpu LITERAL =
      new OnnxRuntimeCpu(
          new OnnxRuntimeOptions(1, OnnxRuntimeOptions.OptimizationLevel.NONE, false));

  /** One node for each stage, on any number of axes. */
  static CheckedModel exported(NetworkSnapshot snapshot, String lowering) {
    return exported(snapshot, lowering, TensorOrder.NATIVE);
  }

  static CheckedModel exported(NetworkSnapshot snapshot, String lowering, TensorOrder order) {
    return new OnnxExporter()
        .export(snapshot, new ExportOptions().withLowering(lowering).withTensorOrder(order))
        .model();
  }

  static Int8 of(CheckedModel model, List<FloatTensor> images, QuantizationOptions options) {
    return new Int8(
        new Quantizer(RUNTIME, options).quantize(model, images, Map.of()).model().proto());
  }

  TensorProto initializer(String name) {
    return model.getGraph().getInitializerList().stream()
        .filter(tensor -> tensor.getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no initializer \"" + name + "\""));
  }

  float[] floats(String name) {
    return OnnxTensors.floats(initializer(name), "test").data();
  }

  long[] integers(String name) {
    return OnnxTensors.integers(initializer(name), "test");
  }

  List<NodeProto> nodes(String type) {
    return model.getGraph().getNodeList().stream()
        .filter(node -> node.getOpType().equals(type))
        .toList();
  }

  /** The step of the bytes of a value. */
  float step(String value) {
    return floats(value + "/scale")[0];
  }

  /** Numbers that the bytes of the input can say exactly. */
  FloatTensor inputOnTheGrid(SplittableRandom random) {
    List<Integer> shape = CheckedModel.of(model, "test").signature().shape();
    FloatTensor input = FloatTensor.zeros(shape);
    long zero = integers("input/zero_point")[0];
    for (int i = 0; i < input.size(); i++) {
      input.data()[i] = (random.nextInt(256) - zero) * step("input");
    }
    return input;
  }

  /** The largest sum of magnitudes of a filter of a convolution. */
  double gain(NodeProto conv) {
    String weight = conv.getOutput(0).replaceFirst("/float$", "") + "/weight";
    long[] bytes = integers(weight + "/quantized");
    float[] scales = floats(weight + "/scale");
    double largest = 0;
    int fanIn = bytes.length / scales.length;
    for (int filter = 0; filter < scales.length; filter++) {
      double sum = 0;
      for (int i = 0; i < fanIn; i++) {
        sum += Math.abs(bytes[filter * fanIn + i]) * (double) scales[filter];
      }
      largest = Math.max(largest, sum);
    }
    return largest;
  }

  float[] run(FloatTensor input) {
    return run(model, input, RUNTIME);
  }

  static float[] run(ModelProto model, FloatTensor input, OnnxRuntimeCpu runtime) {
    try (InferenceSession session = runtime.open(model::toByteArray)) {
      return session.run(Map.of("input", input)).values().iterator().next().data();
    }
  }

  /** A value in double precision, with bytes rounded as the model says. */
  double[] exact(FloatTensor input, String value) {
    return new ReferenceInterpreter(model)
        .evaluate(Map.of("input", DoubleTensor.of(input)), List.of(value))
        .value(value)
        .data();
  }

  /** The numbers that the bytes of a value can say, from and to. */
  double[] range(String value) {
    long zero = integers(value + "/zero_point")[0];
    return new double[] {-zero * (double) step(value), (255 - zero) * (double) step(value)};
  }
}
