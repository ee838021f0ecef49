package org.rank1.onnx.runtime;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.rank1.onnx.check.CheckResult;
import org.rank1.onnx.check.OnnxCheck;
import org.rank1.onnx.graph.Dimension;
import org.rank1.onnx.graph.OnnxFile;
import org.rank1.onnx.graph.TensorShape;
import org.rank1.onnx.operator.Operators;

/** The shapes of all values of a model for a batch of one, without running it. */
final class InferredShapes {
  private InferredShapes() {}

  /**
   * Infers the shapes: ours, where we know all operators; else those of ONNX Runtime, from a
   * session that optimizes nothing, so that it computes nothing either. What the model declares
   * about inner values is left out, since native code does not have to keep to it.
   *
   * @return -1 for an extent that is not known; no entry where nothing is
   */
  static Map<String, long[]> of(OrtEnvironment environment, ModelProto model) throws OrtException {
    Map<String, long[]> ours = ours(model);
    return ours.isEmpty() ? theirs(environment, model) : ours;
  }

  /** Empty if there are other operators than those we know, or something does not follow. */
  private static Map<String, long[]> ours(ModelProto model) {
    GraphProto graph = model.getGraph();
    int opset = OnnxFile.opset(model);
    for (NodeProto node : graph.getNodeList()) {
      if (!Operators.isKnown(node, opset)) {
        return Map.of();
      }
    }
    CheckResult check = OnnxCheck.check(undeclared(model).build());
    Map<String, long[]> shapes = new HashMap<>();
    for (Map.Entry<String, TensorShape> value : check.shapes().entrySet()) {
      TensorShape shape = value.getValue();
      if (!shape.isFixed()) {
        return Map.of();
      }
      shapes.put(value.getKey(), shape.dims().stream().mapToLong(Dimension::size).toArray());
    }
    return check.problems().isEmpty() ? shapes : Map.of();
  }

  private static Map<String, long[]> theirs(OrtEnvironment environment, ModelProto model)
      throws OrtException {
    ModelProto.Builder open = undeclared(model);
    GraphProto.Builder graph = open.getGraphBuilder();
    Set<String> outputs = new HashSet<>();
    graph.getOutputList().forEach(output -> outputs.add(output.getName()));
    for (NodeProto node : model.getGraph().getNodeList()) {
      for (String output : node.getOutputList()) {
        if (!output.isEmpty() && outputs.add(output)) {
          graph.addOutput(ValueInfoProto.newBuilder().setName(output));
        }
      }
    }
    Map<String, long[]> shapes = new HashMap<>();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
      options.setIntraOpNumThreads(1);
      try (OrtSession session = environment.createSession(open.build().toByteArray(), options)) {
        put(shapes, session.getInputInfo());
        put(shapes, session.getOutputInfo());
      }
    }
    return shapes;
  }

  private static void put(Map<String, long[]> shapes, Map<String, NodeInfo> values) {
    values.forEach(
        (name, info) -> {
          // a scalar looks like a value about whose axes nothing is known
          if (info.getInfo() instanceof TensorInfo tensor && tensor.getShape().length > 0) {
            shapes.put(name, tensor.getShape());
          }
        });
  }

  /** The model without shapes of inner values and outputs; an open batch becomes one. */
  private static ModelProto.Builder undeclared(ModelProto model) {
    ModelProto.Builder open = model.toBuilder();
    GraphProto.Builder graph = open.getGraphBuilder().clearValueInfo();
    for (ValueInfoProto.Builder output : graph.getOutputBuilderList()) {
      if (output.getType().hasTensorType()) {
        output.getTypeBuilder().getTensorTypeBuilder().clearShape();
      }
    }
    for (ValueInfoProto.Builder input : graph.getInputBuilderList()) {
      TensorShapeProto shape = input.getType().getTensorType().getShape();
      if (shape.getDimCount() > 0
          && (!shape.getDim(0).hasDimValue() || shape.getDim(0).getDimValue() < 0)) {
        input
            .getTypeBuilder()
            .getTensorTypeBuilder()
            .getShapeBuilder()
            .getDimBuilder(0)
            .clear()
            .setDimValue(1);
      }
    }
    return open;
  }
}
