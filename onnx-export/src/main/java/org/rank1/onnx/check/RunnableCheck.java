package org.rank1.onnx.check;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.Optional;
import java.util.stream.Stream;
import org.rank1.onnx.graph.OnnxFile;

/**
 * What a sound model may hold and is not run all the same, because how long a run takes, or how
 * much memory, could not be told beforehand: control flow, functions of the model's own, operators
 * that only one runtime has, weights that stand for more than their file holds.
 */
final class RunnableCheck {
  /** Several times the largest image network; runtimes take more than linear time to load. */
  private static final int MOST_NODES = 50_000;

  private RunnableCheck() {}

  /** The first thing that keeps a model from being run, if anything. */
  static Optional<Problem> problem(ModelProto model) {
    GraphProto graph = model.getGraph();
    if (model.getFunctionsCount() > 0) {
      return Optional.of(
          new Problem(
              "function \"" + model.getFunctions(0).getName() + "\"",
              "functions of a model's own are not run, they must be inlined"));
    }
    if (graph.getNodeCount() > MOST_NODES) {
      return Optional.of(
          new Problem(
              "graph",
              "it has %d nodes, at most %d are run".formatted(graph.getNodeCount(), MOST_NODES)));
    }
    if (graph.getSparseInitializerCount() > 0) {
      String name = graph.getSparseInitializer(0).getValues().getName();
      return Optional.of(
          new Problem("initializer \"" + name + "\"", "it is sparse, only dense ones are run"));
    }
    return Stream.concat(
            graph.getInitializerList().stream()
                .flatMap(tensor -> hollow("initializer \"" + tensor.getName() + "\"", tensor)),
            graph.getNodeList().stream().flatMap(RunnableCheck::problems))
        .findFirst();
  }

  private static Stream<Problem> problems(NodeProto node) {
    String where = GraphCheck.describe(node);
    if (!OnnxFile.isDefaultDomain(node.getDomain())) {
      return Stream.of(
          new Problem(
              where,
              "operators of the domain \"%s\" are not run, only those of ONNX itself"
                  .formatted(node.getDomain())));
    }
    return node.getAttributeList().stream()
        .flatMap(attribute -> problems(where, attribute).stream());
  }

  private static Optional<Problem> problems(String where, AttributeProto attribute) {
    String name = attribute.getName();
    if (attribute.hasG() || attribute.getGraphsCount() > 0) {
      return Optional.of(
          new Problem(
              where, "its attribute \"%s\" is a graph, control flow is not run".formatted(name)));
    }
    if (attribute.hasSparseTensor() || attribute.getSparseTensorsCount() > 0) {
      return Optional.of(
          new Problem(
              where,
              "its attribute \"%s\" is a sparse tensor, only dense ones are run".formatted(name)));
    }
    String owner = where + ", attribute \"" + name + "\"";
    return Stream.concat(
            attribute.hasT() ? Stream.of(attribute.getT()) : Stream.empty(),
            attribute.getTensorsList().stream())
        .flatMap(tensor -> hollow(owner, tensor))
        .findFirst();
  }

  /** A tensor with more elements than its data can hold, whatever its type. */
  private static Stream<Problem> hollow(String where, TensorProto tensor) {
    if (tensor.getExternalDataCount() > 0
        || tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
      return Stream.of(new Problem(where, "its values lie in another file"));
    }
    // No type packs more than two elements into a byte, or into an entry of the typed lists.
    long most =
        2L
            * (tensor.getRawData().size()
                + tensor.getFloatDataCount()
                + tensor.getInt32DataCount()
                + tensor.getInt64DataCount()
                + tensor.getDoubleDataCount()
                + tensor.getUint64DataCount()
                + tensor.getStringDataCount());
    double elements = 1;
    for (long extent : tensor.getDimsList()) {
      elements *= extent;
    }
    return elements >= 0 && elements <= most
        ? Stream.empty()
        : Stream.of(
            new Problem(
                where, "dimensions %s do not fit the data it has".formatted(tensor.getDimsList())));
  }
}
