package org.rank1.onnx.model;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rank1.filter.ConvAxis;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.FloatTensor;
import org.rank1.onnx.graph.NodeAttributes;
import org.rank1.onnx.graph.OnnxTensors;
import org.rank1.onnx.graph.TensorShape;
import org.rank1.onnx.operator.Operators;
import org.rank1.onnx.operator.ShapeInference;
import org.rank1.provenance.ProductVersion;

/**
 * Builds a graph node by node, in topological order, for opset {@value #OPSET}.
 *
 * <p>A node has the name of its first output. Its weights are initializers named {@code
 * <node>/weight} and so on, and no graph inputs, since ONNX Runtime optimizes constants only. Every
 * method checks arity, attributes and shapes and throws {@link IllegalArgumentException} naming the
 * node if they do not fit or a name is used twice.
 *
 * <pre>{@code
 * OnnxGraphBuilder graph = new OnnxGraphBuilder("tiny");
 * OnnxValue x = graph.input("input", TensorShape.of(1, 3, 32, 32));
 * OnnxValue y = graph.conv("conv1", x, weight, bias, ConvGeometry.same2d(3));
 * ModelProto model = graph.output(graph.relu("relu1", y)).build(Map.of("layout", "NCHW"));
 * }</pre>
 */
public final class OnnxGraphBuilder {
  /** The version of ONNX's operator set: Conv-22 lost fusions in ONNX Runtime. */
  public static final int OPSET = 17;

  /** The version of the file format that goes with it. */
  public static final int IR_VERSION = 8;

  private final ShapeInference inference = new ShapeInference(OPSET);
  private final GraphProto.Builder graph = GraphProto.newBuilder();
  private final Map<String, OnnxValue> values = new HashMap<>();
  private final List<OnnxValue> produced = new ArrayList<>();

  /** An empty graph. */
  public OnnxGraphBuilder(String name) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("A graph needs a name");
    }
    graph.setName(name);
  }

  /** Adds a graph input of floats. */
  public OnnxValue input(String name, TensorShape shape) {
    OnnxValue value = define(new OnnxValue(name, shape));
    graph.addInput(shape.declare(name));
    inference.declare(name, DataType.FLOAT);
    return value;
  }

  /** Makes a value an output of the graph. */
  public OnnxGraphBuilder output(OnnxValue value) {
    require(value);
    if (produced.stream().noneMatch(value::equals)) {
      throw new IllegalArgumentException(
          "\"" + value.name() + "\" is the output of no node and cannot be the graph's");
    }
    graph.addOutput(value.shape().declare(value.name()));
    return this;
  }

  /**
   * Adds a convolution with zero padding.
   *
   * @param weight {@code [O, C/groups, k...]}
   * @param bias {@code [O]}, or null
   */
  public OnnxValue conv(
      String name,
      OnnxValue input,
      FloatTensor weight,
      @Nullable FloatTensor bias,
      ConvGeometry geometry) {
    List<AttributeProto> attributes = new ArrayList<>(window(geometry.axes()));
    attributes.add(NodeAttributes.integersOf("dilations", dilations(geometry.axes())));
    attributes.add(NodeAttributes.integerOf("group", geometry.groups()));
    List<OnnxValue> inputs = new ArrayList<>(List.of(input));
    inputs.add(initializer(name + "/weight", weight));
    if (bias != null) {
      inputs.add(initializer(name + "/bias", bias));
    }
    return node("Conv", name, inputs, attributes);
  }

  /** Adds {@code max(x, 0)}. */
  public OnnxValue relu(String name, OnnxValue input) {
    return node("Relu", name, List.of(input), List.of());
  }

  /** Adds a maximum over windows. */
  public OnnxValue maxPool(String name, OnnxValue input, List<ConvAxis> window) {
    List<AttributeProto> attributes = new ArrayList<>(window(window));
    attributes.add(NodeAttributes.integersOf("dilations", dilations(window)));
    return node("MaxPool", name, List.of(input), attributes);
  }

  /** Adds a mean over windows without dilation. */
  public OnnxValue averagePool(
      String name, OnnxValue input, List<ConvAxis> window, boolean countPadding) {
    if (window.stream().anyMatch(axis -> axis.dilation() != 1)) {
      throw new IllegalArgumentException("Node \"" + name + "\": illegal dilation, must be 1");
    }
    List<AttributeProto> attributes = new ArrayList<>(window(window));
    attributes.add(NodeAttributes.integerOf("count_include_pad", countPadding ? 1 : 0));
    return node("AveragePool", name, List.of(input), attributes);
  }

  private static List<Integer> dilations(List<ConvAxis> axes) {
    return axes.stream().map(ConvAxis::dilation).toList();
  }

  private static List<AttributeProto> window(List<ConvAxis> axes) {
    List<Integer> pads =
        Stream.concat(axes.stream().map(ConvAxis::padBegin), axes.stream().map(ConvAxis::padEnd))
            .toList();
    return List.of(
        NodeAttributes.integersOf("kernel_shape", axes.stream().map(ConvAxis::kernel).toList()),
        NodeAttributes.integersOf("pads", pads),
        NodeAttributes.integersOf("strides", axes.stream().map(ConvAxis::stride).toList()));
  }

  /** Adds a mean over all spatial positions, which keeps the spatial axes at size 1. */
  public OnnxValue globalAveragePool(String name, OnnxValue input) {
    return node("GlobalAveragePool", name, List.of(input), List.of());
  }

  /** Adds an element-wise sum. */
  public OnnxValue add(String name, OnnxValue a, OnnxValue b) {
    return node("Add", name, List.of(a, b), List.of());
  }

  /** Adds a concatenation along an axis. */
  public OnnxValue concat(String name, List<OnnxValue> inputs, int axis) {
    return node("Concat", name, inputs, List.of(NodeAttributes.integerOf("axis", axis)));
  }

  /** Adds a reshape to two axes, the batch and everything else. */
  public OnnxValue flatten(String name, OnnxValue input) {
    return node("Flatten", name, List.of(input), List.of(NodeAttributes.integerOf("axis", 1)));
  }

  /**
   * Adds a change of shape that keeps all elements in their order.
   *
   * @param shape the new shape; at most one extent is left open and follows from the others
   */
  public OnnxValue reshape(String name, OnnxValue input, TensorShape shape) {
    long[] extents =
        shape.dims().stream().mapToLong(dim -> dim.isKnown() ? dim.size() : -1).toArray();
    OnnxValue constant =
        initializer(OnnxTensors.of(name + "/shape", extents), TensorShape.of(extents.length));
    return node("Reshape", name, List.of(input, constant), List.of(), shape);
  }

  /** Adds a change of the order of the axes: axis {@code i} becomes what was {@code order[i]}. */
  public OnnxValue transpose(String name, OnnxValue input, List<Integer> order) {
    return node(
        "Transpose", name, List.of(input), List.of(NodeAttributes.integersOf("perm", order)));
  }

  /**
   * Adds a fully connected layer on {@code [N, features]}.
   *
   * @param weight {@code [units, features]}
   * @param bias {@code [units]}
   */
  public OnnxValue gemm(String name, OnnxValue input, FloatTensor weight, FloatTensor bias) {
    return node(
        "Gemm",
        name,
        List.of(input, initializer(name + "/weight", weight), initializer(name + "/bias", bias)),
        List.of(NodeAttributes.integerOf("transB", 1)));
  }

  /**
   * Adds a batch normalization in inference mode: {@code scale · (x − mean) / √(variance + epsilon)
   * + bias} per channel; all four {@code [C]}.
   */
  public OnnxValue batchNormalization(
      String name,
      OnnxValue input,
      FloatTensor scale,
      FloatTensor bias,
      FloatTensor mean,
      FloatTensor variance,
      double epsilon) {
    return node(
        "BatchNormalization",
        name,
        List.of(
            input,
            initializer(name + "/weight", scale),
            initializer(name + "/bias", bias),
            initializer(name + "/mean", mean),
            initializer(name + "/variance", variance)),
        List.of(NodeAttributes.realOf("epsilon", (float) epsilon)));
  }

  private OnnxValue initializer(String name, FloatTensor tensor) {
    TensorShape shape =
        TensorShape.of(tensor.shape().stream().mapToLong(Integer::longValue).toArray());
    return initializer(OnnxTensors.of(name, tensor), shape);
  }

  private OnnxValue initializer(TensorProto tensor, TensorShape shape) {
    OnnxValue value = define(new OnnxValue(tensor.getName(), shape));
    graph.addInitializer(tensor);
    inference.constant(tensor);
    return value;
  }

  /**
   * Adds a node of any operator that the table of operators knows.
   *
   * @param type the operator, for example {@code Sigmoid}
   * @param attributes as {@link org.rank1.onnx.graph.NodeAttributes} makes them
   * @throws IllegalArgumentException if the table does not know the operator, or the node does not
   *     fit it
   */
  public OnnxValue node(
      String type, String name, List<OnnxValue> inputs, List<AttributeProto> attributes) {
    return node(type, name, inputs, attributes, TensorShape.UNKNOWN);
  }

  /**
   * @param declared what is known of the output's shape besides what follows from the inputs'
   */
  private OnnxValue node(
      String type,
      String name,
      List<OnnxValue> inputs,
      List<AttributeProto> attributes,
      TensorShape declared) {
    inputs.forEach(this::require);
    NodeProto node =
        NodeProto.newBuilder()
            .setName(name)
            .setOpType(type)
            .addAllInput(inputs.stream().map(OnnxValue::name).toList())
            .addOutput(name)
            .addAllAttribute(attributes)
            .build();
    if (!Operators.isKnown(node, OPSET)) {
      throw new IllegalArgumentException(
          "Node \"%s\": unknown operator \"%s\" at opset %d".formatted(name, type, OPSET));
    }
    TensorShape shape;
    try {
      shape =
          inference.infer(node, inputs.stream().map(OnnxValue::shape).toList()).get(0).or(declared);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "Node \"%s\" (%s): %s".formatted(name, type, e.getMessage()), e);
    }
    OnnxValue value = define(new OnnxValue(name, shape));
    graph.addNode(node);
    produced.add(value);
    return value;
  }

  private OnnxValue define(OnnxValue value) {
    if (value.name().isEmpty() || values.putIfAbsent(value.name(), value) != null) {
      throw new IllegalArgumentException(
          "The name \"" + value.name() + "\" is empty or used twice in the graph");
    }
    return value;
  }

  private void require(OnnxValue value) {
    if (!value.equals(values.get(value.name()))) {
      throw new IllegalArgumentException(
          "The graph has no value \"" + value.name() + "\" of shape " + value.shape());
    }
  }

  /**
   * The model: every value between inputs and outputs has its shape declared, metadata is sorted by
   * key.
   */
  public ModelProto build(Map<String, String> metadata) {
    if (graph.getOutputCount() == 0) {
      throw new IllegalArgumentException("The graph \"" + graph.getName() + "\" has no output");
    }
    GraphProto.Builder complete = graph.clone();
    List<String> outputs = graph.getOutputList().stream().map(o -> o.getName()).toList();
    for (OnnxValue value : produced) {
      if (!outputs.contains(value.name())) {
        complete.addValueInfo(value.shape().declare(value.name()));
      }
    }
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .setProducerName("rank1")
            .setProducerVersion(ProductVersion.current())
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
            .setGraph(complete);
    new TreeMap<>(metadata)
        .forEach(
            (key, value) ->
                model.addMetadataProps(
                    StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
    return model.build();
  }
}
