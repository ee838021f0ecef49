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
import org.rank1.onnx.graph.NodeName;
import org.rank1.onnx.model.ModelGraph;
import org.rank1.onnx.operator.Operators;
import org.rank1.onnx.operator.SizeBound;
import org.rank1.onnx.operator.SizedNode;

/**
 * What one run of a model takes: elements of its largest value, elements of all values held at
 * once, multiply-adds of its convolutions and matrix products. A few bytes of model may stand for
 * terabytes of values, so this is found out before native code allocates anything.
 *
 * @param node the node with the largest value
 * @param factors how its size comes about where it is only bounded, empty where it is known
 * @param largest elements of that value
 * @param held elements of the values that are alive at the same time
 * @param macs multiply-adds
 */
record RunCost(String node, String factors, double largest, double held, double macs) {
  /** 2 GiB of floats, the limit of a buffer in Java too. */
  static final double MOST_ELEMENTS = 0x1p29;

  /** Under a minute on two processors; VGG-16 on 256 images of 224×224 takes a little less. */
  static final double MOST_MACS = 0x1p42;

  private static final long[] UNKNOWN = {-1};

  /**
   * Adds up a graph whose nodes stand in topological order.
   *
   * @param shapes of all values, -1 for an extent that is not known; no entry where nothing is
   */
  static RunCost of(ModelGraph graph, Map<String, long[]> shapes) {
    Sum sum = new Sum(graph, shapes);
    for (int i = 0; i < graph.nodes().size(); i++) {
      sum.add(i, graph.nodes().get(i));
    }
    return new RunCost(sum.node, sum.factors, sum.largest, sum.most, sum.macs);
  }

  /** What is added up so far. */
  private static final class Sum {
    private final Map<String, long[]> shapes;
    private final Map<String, Integer> lastReaders;
    private final Map<String, Double> sizes = new HashMap<>();
    private final Set<String> weights = new HashSet<>();
    private String node = "";
    private String factors = "";
    private double largest;
    private double held;
    private double most;
    private double macs;

    Sum(ModelGraph graph, Map<String, long[]> shapes) {
      this.shapes = new HashMap<>(shapes);
      this.lastReaders = graph.whole().lastReaders();
      GraphProto proto = graph.model().getGraph();
      // Outputs of the model are read after the last node.
      proto
          .getOutputList()
          .forEach(output -> lastReaders.put(output.getName(), graph.nodes().size()));
      for (TensorProto weight : proto.getInitializerList()) {
        long[] extents = weight.getDimsList().stream().mapToLong(Long::longValue).toArray();
        weights.add(weight.getName());
        sizes.put(weight.getName(), product(extents));
        this.shapes.put(weight.getName(), extents);
      }
      for (ValueInfoProto input : proto.getInputList()) {
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
        SizeBound bound = size(each, output);
        double size = bound.elements();
        sizes.put(output, size);
        held += size;
        if (size > largest) {
          largest = size;
          factors = bound.factors();
          node = NodeName.describe(each);
        }
      }
      most = Math.max(most, held);
      macs += Operators.of(each).map(operator -> operator.macs(sized(each))).orElse(0.0);
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

    private SizedNode sized(NodeProto each) {
      return new SizedNode(each, sizes, shapes);
    }

    /** The elements of an output, or an upper bound on them where its shape is not known. */
    private SizeBound size(NodeProto each, String output) {
      long[] shape = shapes.getOrDefault(output, UNKNOWN);
      if (isKnown(shape)) {
        return new SizeBound(product(shape), "");
      }
      return Operators.sizeBound(sized(each))
          .orElseThrow(
              () ->
                  new InvalidInputException(
                      "Cannot run the model: the size of the output of %s is known only while it runs."
                          .formatted(NodeName.describe(each))));
    }
  }

  private static boolean isKnown(long[] shape) {
    for (long extent : shape) {
      if (extent < 0) {
        return false;
      }
    }
    return true;
  }

  /** An extent that is open counts as one, like an open batch. */
  private static double product(long[] extents) {
    double product = 1;
    for (long extent : extents) {
      product *= extent < 0 ? 1 : extent;
    }
    return product;
  }

  /**
   * Refuses a run that cannot end well.
   *
   * @param times how many times as large the input is as the one for which this was added up
   * @throws InvalidInputException naming what it would take, and the limit
   */
  void require(double times) {
    if (largest * times > MOST_ELEMENTS && !factors.isEmpty()) {
      throw new InvalidInputException(
          "Cannot run the model: the size of the output of %s is known only while it runs, it may have up to %s%s elements, at most %.0f are possible."
              .formatted(
                  node, times == 1 ? "" : "%.0f × ".formatted(times), factors, MOST_ELEMENTS));
    }
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
