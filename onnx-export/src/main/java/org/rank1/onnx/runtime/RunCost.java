package org.rank1.onnx.runtime;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.rank1.io.InvalidInputException;

/**
 * What one run of a model takes: elements of its largest value, elements of all values held at
 * once, multiply-adds of its convolutions and matrix products. A few bytes of model may stand for
 * terabytes of values, so this is found out before native code allocates anything.
 *
 * @param node the node with the largest value
 * @param largest elements of that value
 * @param held elements of the values that are alive at the same time
 * @param macs multiply-adds
 */
record RunCost(String node, double largest, double held, double macs) {
  /** 2 GiB of floats, the limit of a buffer in Java too. */
  static final double MOST_ELEMENTS = 0x1p29;

  /** Some ten seconds; VGG-16 on 64 images of 224×224 takes a little less. */
  static final double MOST_MACS = 0x1p40;

  /** Operators whose output is as large as a number says that the model computes. */
  private static final Set<String> SIZED_BY_VALUES =
      Set.of(
          "AffineGrid",
          "BlackmanWindow",
          "CenterCropPad",
          "Col2Im",
          "ConstantOfShape",
          "ConvTranspose",
          "Expand",
          "HammingWindow",
          "HannWindow",
          "MaxUnpool",
          "MelWeightMatrix",
          "OneHot",
          "Pad",
          "RandomNormal",
          "RandomUniform",
          "Range",
          "Resize",
          "Tile",
          "Upsample");

  /** Operators whose outputs together are at most a few times as large as their inputs. */
  private static final Set<String> SIZED_BY_INPUTS =
      Set.of(
          "Compress",
          "Concat",
          "ConcatFromSequence",
          "NonMaxSuppression",
          "NonZero",
          "Reshape",
          "SequenceConstruct",
          "Slice",
          "Split",
          "Squeeze",
          "TopK",
          "Unique",
          "Unsqueeze");

  private static final int FEW_TIMES = 8;

  private static final long[] UNKNOWN = {-1};

  /**
   * Adds up a graph whose nodes stand in topological order.
   *
   * @param shapes of all values, -1 for an extent that is not known; no entry where nothing is
   */
  static RunCost of(GraphProto graph, Map<String, long[]> shapes) {
    Sum sum = new Sum(graph, shapes);
    for (int i = 0; i < graph.getNodeCount(); i++) {
      sum.add(i, graph.getNode(i));
    }
    return new RunCost(sum.node, sum.largest, sum.most, sum.macs);
  }

  /** What is added up so far. */
  private static final class Sum {
    private final Map<String, long[]> shapes;
    private final Map<String, Integer> lastReaders;
    private final Map<String, Double> sizes = new HashMap<>();
    private final Set<String> weights = new HashSet<>();
    private String node = "";
    private double largest;
    private double held;
    private double most;
    private double macs;

    Sum(GraphProto graph, Map<String, long[]> shapes) {
      this.shapes = shapes;
      this.lastReaders = lastReaders(graph);
      for (TensorProto weight : graph.getInitializerList()) {
        weights.add(weight.getName());
        sizes.put(
            weight.getName(),
            product(weight.getDimsList().stream().mapToLong(Long::longValue).toArray()));
      }
      for (ValueInfoProto input : graph.getInputList()) {
        if (!weights.contains(input.getName())) {
          double size = product(shapes.getOrDefault(input.getName(), UNKNOWN));
          sizes.put(input.getName(), size);
          held += size;
        }
      }
      most = held;
    }

    void add(int position, NodeProto each) {
      for (String output : each.getOutputList()) {
        double size = size(each, output);
        sizes.put(output, size);
        held += size;
        if (size > largest) {
          largest = size;
          node = describe(each);
        }
      }
      most = Math.max(most, held);
      macs += macs(each, sizes, shapes);
      for (String value : new HashSet<>(each.getInputList())) {
        if (lastReaders.getOrDefault(value, -1) == position && !weights.contains(value)) {
          held -= sizes.getOrDefault(value, 0.0);
        }
      }
      for (String value : each.getOutputList()) {
        if (!lastReaders.containsKey(value)) {
          held -= sizes.getOrDefault(value, 0.0);
        }
      }
    }

    /** The elements of an output, or an upper bound on them where its shape is not known. */
    private double size(NodeProto each, String output) {
      long[] shape = shapes.getOrDefault(output, UNKNOWN);
      if (isKnown(shape)) {
        return product(shape);
      }
      if (SIZED_BY_VALUES.contains(each.getOpType())) {
        throw new InvalidInputException(
            "Cannot run the model: the size of the output of %s is known only while it runs."
                .formatted(describe(each)));
      }
      double inputs = 0;
      double combinations = 1;
      for (String input : each.getInputList()) {
        inputs += sizes.getOrDefault(input, 0.0);
        combinations *= Math.max(1, sizes.getOrDefault(input, 1.0));
      }
      return SIZED_BY_INPUTS.contains(each.getOpType())
          ? FEW_TIMES * inputs
          : each.getInputCount() == 1 ? inputs : combinations;
    }
  }

  /** The last node that reads a value; outputs of the model are read after the last one. */
  private static Map<String, Integer> lastReaders(GraphProto graph) {
    Map<String, Integer> last = new HashMap<>();
    for (int i = 0; i < graph.getNodeCount(); i++) {
      for (String input : graph.getNode(i).getInputList()) {
        last.put(input, i);
      }
    }
    graph.getOutputList().forEach(output -> last.put(output.getName(), graph.getNodeCount()));
    return last;
  }

  private static double macs(
      NodeProto node, Map<String, Double> sizes, Map<String, long[]> shapes) {
    if (node.getInputCount() < 2 || node.getOutputCount() == 0) {
      return 0;
    }
    double input = sizes.getOrDefault(node.getInput(0), 0.0);
    double second = sizes.getOrDefault(node.getInput(1), 0.0);
    double output = sizes.getOrDefault(node.getOutput(0), 0.0);
    return switch (node.getOpType()) {
      case "Conv" -> output * second / extent(shapes.getOrDefault(node.getOutput(0), UNKNOWN), 1);
      case "ConvTranspose" ->
          input * second / extent(shapes.getOrDefault(node.getInput(0), UNKNOWN), 1);
      // [M, K]·[K, N]: the square root of MK·KN·MN, over one batch
      case "Gemm", "MatMul" -> Math.sqrt(input * second * output);
      default -> 0;
    };
  }

  private static double extent(long[] shape, int axis) {
    return shape.length > axis && shape[axis] > 0 ? shape[axis] : 1;
  }

  private static boolean isKnown(long[] shape) {
    for (long extent : shape) {
      if (extent < 0) {
        return false;
      }
    }
    return true;
  }

  private static double product(long[] extents) {
    double product = 1;
    for (long extent : extents) {
      product *= Math.max(extent, 0);
    }
    return product;
  }

  private static String describe(NodeProto node) {
    String name =
        node.getName().isEmpty() ? String.join(", ", node.getOutputList()) : node.getName();
    return "node \"" + name + "\" (" + node.getOpType() + ")";
  }

  /**
   * Refuses a run that cannot end well.
   *
   * @param times how many times as large the input is as the one for which this was added up
   * @throws InvalidInputException naming what it would take, and the limit
   */
  void require(double times) {
    if (largest * times > MOST_ELEMENTS) {
      throw new InvalidInputException(
          "Cannot run the model: the output of %s would have %.4g elements, at most %.0f are possible."
              .formatted(node, largest * times, MOST_ELEMENTS));
    }
    double bytes = held * times * Float.BYTES;
    if (bytes > memory()) {
      throw new InvalidInputException(
          "Cannot run the model: its values would take %.1f GiB at once, this machine has %.1f GiB."
              .formatted(bytes / 0x1p30, memory() / 0x1p30));
    }
    if (macs * times > MOST_MACS) {
      throw new InvalidInputException(
          "Cannot run the model: one run would take %.3g multiply-adds, at most %.3g are run."
              .formatted(macs * times, MOST_MACS));
    }
  }

  private static double memory() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : Double.POSITIVE_INFINITY;
  }
}
