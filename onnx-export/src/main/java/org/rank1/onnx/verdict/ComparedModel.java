package org.rank1.onnx.verdict;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.reference.Dataflow;
import org.rank1.onnx.reference.ReferenceInterpreter;

/** One of the two models that are compared, with what is derived from it. */
final class ComparedModel {
  private final ModelProto model;
  private final ModelSignature signature;
  private final Dataflow dataflow;
  private final ReferenceInterpreter interpreter;

  private ComparedModel(ModelProto model, String what) {
    this.model = model;
    this.signature = ModelSignature.of(model, what);
    this.dataflow = new Dataflow(model.getGraph());
    this.interpreter = new ReferenceInterpreter(model);
  }

  static ComparedModel reference(CheckedModel model) {
    return new ComparedModel(model.proto(), "reference");
  }

  /** A candidate whose input and outputs are renamed to those of the reference, by position. */
  static ComparedModel candidate(CheckedModel model, ModelSignature reference) {
    ModelSignature own = ModelSignature.of(model.proto(), "candidate");
    reference.requireComparable(own);
    Map<String, String> names = new HashMap<>();
    names.put(own.input(), reference.input());
    for (int i = 0; i < own.outputs().size(); i++) {
      names.put(own.outputs().get(i), reference.outputs().get(i));
    }
    // An inner value that bears a name now taken is another value, and must not look shared.
    for (String taken : List.copyOf(names.values())) {
      names.putIfAbsent(taken, taken + " of the candidate");
    }
    return new ComparedModel(
        SubModels.rename(model.proto(), name -> names.getOrDefault(name, name)), "candidate");
  }

  ModelProto model() {
    return model;
  }

  ModelSignature signature() {
    return signature;
  }

  ReferenceInterpreter interpreter() {
    return interpreter;
  }

  /** Values that depend on the data and on which an output depends, in topological order. */
  Set<String> liveValues() {
    Set<String> live = new HashSet<>();
    for (NodeProto node : nodes(Set.of(signature.input()), signature.outputs())) {
      live.addAll(node.getOutputList());
    }
    Set<String> ordered = new LinkedHashSet<>(dataflow.computed());
    ordered.retainAll(live);
    return ordered;
  }

  List<NodeProto> nodes(Collection<String> given, Collection<String> wanted) {
    return dataflow.between(given, wanted);
  }

  /** The initializers that nodes read, in the model's order. */
  List<TensorProto> initializers(List<NodeProto> nodes) {
    Set<String> read = new HashSet<>();
    nodes.forEach(node -> read.addAll(node.getInputList()));
    return model.getGraph().getInitializerList().stream()
        .filter(tensor -> read.contains(tensor.getName()))
        .toList();
  }
}
