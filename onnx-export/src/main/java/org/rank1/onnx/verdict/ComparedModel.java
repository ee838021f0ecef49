package org.rank1.onnx.verdict;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.model.GraphPart;
import org.rank1.onnx.model.ModelGraph;
import org.rank1.onnx.model.ModelSignature;
import org.rank1.onnx.model.SubModels;
import org.rank1.onnx.reference.ReferenceInterpreter;

/** One of the two models that are compared, with what is derived from it. */
final class ComparedModel {
  private final CheckedModel checked;
  private final ModelGraph graph;
  private final ModelSignature signature;
  private final ReferenceInterpreter interpreter;

  private ComparedModel(CheckedModel checked, String what) {
    this.checked = checked;
    this.graph = checked.graph();
    this.signature = ModelSignature.of(graph, what);
    this.interpreter = new ReferenceInterpreter(graph);
  }

  static ComparedModel reference(CheckedModel model) {
    return new ComparedModel(model, "reference");
  }

  /** A candidate whose input and outputs are renamed to those of the reference, by position. */
  static ComparedModel candidate(CheckedModel model, ModelSignature reference) {
    ModelSignature own = ModelSignature.of(model.graph(), "candidate");
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
    CheckedModel renamed =
        names.entrySet().stream().allMatch(name -> name.getKey().equals(name.getValue()))
            ? model
            : CheckedModel.of(
                SubModels.rename(model.proto(), name -> names.getOrDefault(name, name)),
                model.place());
    return new ComparedModel(renamed, "candidate");
  }

  CheckedModel checked() {
    return checked;
  }

  /** The same model returning more values. */
  CheckedModel returning(Collection<String> values) {
    return CheckedModel.of(SubModels.withOutputs(graph, values), checked.place());
  }

  ModelSignature signature() {
    return signature;
  }

  ReferenceInterpreter interpreter() {
    return interpreter;
  }

  /** Values that depend on the data and on which an output depends, in topological order. */
  Set<String> liveValues() {
    Set<String> ordered = new LinkedHashSet<>(graph.computed());
    ordered.retainAll(part(Set.of(signature.input()), signature.outputs()).written());
    // Only floats are compared; integers between them are computed in each part anew.
    ordered.removeIf(value -> !isFloat(checked.type(value)));
    return ordered;
  }

  /** What is not known is taken for floats, as it always was. */
  private static boolean isFloat(DataType type) {
    return type == DataType.FLOAT || type == DataType.UNDEFINED;
  }

  ModelGraph graph() {
    return graph;
  }

  GraphPart part(Collection<String> given, Collection<String> wanted) {
    return graph.between(given, wanted);
  }
}
