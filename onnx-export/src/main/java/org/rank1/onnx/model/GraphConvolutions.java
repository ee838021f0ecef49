package org.rank1.onnx.model;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rank1.filter.ConvAxis;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.FloatTensor;
import org.rank1.io.InvalidInputException;
import org.rank1.onnx.graph.Dimension;
import org.rank1.onnx.graph.NodeAttributes;
import org.rank1.onnx.graph.NodeName;
import org.rank1.onnx.graph.OnnxFile;
import org.rank1.onnx.graph.TensorShape;
import org.rank1.onnx.graph.Window;

/** The convolutions of a graph, on one to three spatial axes, whose kernels the model brings. */
public final class GraphConvolutions {
  private final ModelGraph graph;
  private final Map<String, TensorShape> shapes;

  /**
   * The convolutions of a graph.
   *
   * @param shapes of its values, as far as they are known: padding may follow from the input's
   */
  public GraphConvolutions(ModelGraph graph, Map<String, TensorShape> shapes) {
    this.graph = graph;
    this.shapes = Map.copyOf(shapes);
  }

  /** Whether a node is a convolution. */
  public static boolean isConvolution(NodeProto node) {
    return node.getOpType().equals("Conv") && OnnxFile.isDefaultDomain(node.getDomain());
  }

  /** Those that can be resolved, in the order of the graph. */
  public List<GraphConvolution> all() {
    return graph.nodes().stream().flatMap(node -> find(node).stream()).toList();
  }

  /** A node as a convolution; empty if it is none, or cannot be resolved. */
  public Optional<GraphConvolution> find(NodeProto node) {
    try {
      return isConvolution(node) ? Optional.of(require(node)) : Optional.empty();
    } catch (InvalidInputException e) {
      return Optional.empty();
    }
  }

  /**
   * A convolution whose kernel and bias the model brings as 32-bit floats.
   *
   * @throws InvalidInputException saying why it cannot be resolved
   */
  public GraphConvolution require(NodeProto node) {
    return require(
        node,
        constant(node.getInput(1)),
        node.getInputCount() > 2 && !node.getInput(2).isEmpty()
            ? Optional.of(constant(node.getInput(2)))
            : Optional.empty());
  }

  private FloatTensor constant(String value) {
    return graph
        .constants()
        .floats(value)
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "\"%s\" is no constant of 32-bit floats.".formatted(value)));
  }

  /**
   * A convolution with a kernel and a bias that are known in some other way.
   *
   * @throws InvalidInputException if they do not fit the node, or its geometry does not follow
   */
  public GraphConvolution require(NodeProto node, FloatTensor kernel, Optional<FloatTensor> bias) {
    try {
      NodeAttributes attributes = new NodeAttributes(node);
      long groups = attributes.integer("group", 1);
      List<Integer> shape = kernel.shape();
      if (kernel.order() < 3
          || shape.contains(0)
          || groups < 1
          || shape.get(0) % groups != 0
          || bias.filter(b -> !b.shape().equals(shape.subList(0, 1))).isPresent()) {
        throw new InvalidInputException(
            "Shape %s with %d groups%s is none of a kernel."
                .formatted(shape, groups, bias.map(b -> " and a bias of " + b.shape()).orElse("")));
      }
      int channels = Math.multiplyExact(shape.get(1), Math.toIntExact(groups));
      ConvGeometry geometry =
          new ConvGeometry(axes(node, attributes, shape), Math.toIntExact(groups));
      return new GraphConvolution(
          node, new ConvSpec(channels, shape.get(0), geometry), kernel, bias);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new InvalidInputException(
          "The geometry of %s cannot be resolved: %s."
              .formatted(NodeName.describe(node), e.getMessage()),
          e);
    }
  }

  private List<ConvAxis> axes(NodeProto node, NodeAttributes attributes, List<Integer> kernel) {
    List<Long> taps = kernel.stream().skip(2).map(Integer::longValue).toList();
    if (!attributes.integers("kernel_shape", taps).equals(taps)) {
      throw new IllegalArgumentException(
          "its kernel_shape %s is not that of its kernel %s"
              .formatted(attributes.integers("kernel_shape", taps), taps));
    }
    Window window = Window.of(attributes, taps);
    TensorShape input = shapes.getOrDefault(node.getInput(0), TensorShape.UNKNOWN);
    List<ConvAxis> axes = new ArrayList<>();
    for (int axis = 0; axis < taps.size(); axis++) {
      boolean known = input.ranked() && input.rank() == taps.size() + 2;
      axes.add(window.resolved(axis, known ? input.dim(axis + 2) : Dimension.UNKNOWN));
    }
    return axes;
  }
}
