package org.rank1.onnx.verdict;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.rank1.filter.FloatTensor;
import org.rank1.onnx.model.GraphPart;
import org.rank1.onnx.model.ModelSignature;
import org.rank1.onnx.operator.OperatorKind;
import org.rank1.onnx.operator.Operators;
import org.rank1.onnx.proof.WeightProof;
import org.rank1.runtime.InferenceRuntime;
import org.rank1.runtime.InferenceSession;

/** All segments of two models, between the values that both share. */
final class LayerProofs implements AutoCloseable {
  private final List<Segment> segments;
  private final Mismatch mismatch;
  private final List<NodeProto> linearNodes;
  private final SegmentSession referenceSession;
  private final SegmentSession candidateSession;

  /** A shared value whose shapes differ, or none: an empty name. */
  record Mismatch(String name, List<Integer> reference, List<Integer> candidate) {}

  private LayerProofs(
      List<Segment> segments,
      Mismatch mismatch,
      List<NodeProto> linearNodes,
      SegmentSession referenceSession,
      SegmentSession candidateSession) {
    this.segments = segments;
    this.mismatch = mismatch;
    this.linearNodes = linearNodes;
    this.referenceSession = referenceSession;
    this.candidateSession = candidateSession;
  }

  /** The values that both models compute, in topological order, outputs among them. */
  static Set<String> shared(ComparedModel reference, ComparedModel candidate) {
    Set<String> shared = new LinkedHashSet<>(reference.liveValues());
    shared.retainAll(candidate.liveValues());
    return shared;
  }

  /**
   * Opens a session for the parts of each model, up to the first shared value whose shapes differ
   * by more than a reshape of each example: what comes after it cannot run on equal inputs.
   *
   * @param values the reference's input and shared values for one batch
   * @param candidateValues the candidate's for the same batch
   * @param anyBatch whether other batches may have another size
   * @param known what is known already about the weights of layers, by their names
   */
  static LayerProofs open(
      ComparedModel reference,
      ComparedModel candidate,
      NamedValues values,
      NamedValues candidateValues,
      boolean anyBatch,
      Map<String, WeightProof> known,
      InferenceRuntime runtime) {
    int batch = values.get(reference.signature().input()).shape().get(0);
    Map<String, List<Integer>> shapes = shapes(values, batch, anyBatch);
    Map<String, List<Integer>> candidateShapes = shapes(candidateValues, batch, anyBatch);
    candidateShapes.keySet().retainAll(shapes.keySet());
    Mismatch mismatch = new Mismatch("", List.of(), List.of());
    List<Segment> segments = new ArrayList<>();
    for (String name : shared(reference, candidate)) {
      List<Integer> own = values.get(name).shape();
      List<Integer> that = candidateValues.get(name).shape();
      if (!sameElements(own, that)) {
        mismatch = new Mismatch(name, own, that);
        break;
      }
      segments.add(new Segment(name, reference, candidate, shapes, candidateShapes, known));
    }
    List<NodeProto> linearNodes =
        reference
            .part(Set.of(reference.signature().input()), reference.signature().outputs())
            .nodes()
            .stream()
            .filter(node -> Operators.is(node, OperatorKind.LINEAR))
            .toList();
    SegmentSession ours = referenceParts(segments, shapes, runtime);
    try {
      SegmentSession theirs = candidateParts(segments, candidateShapes, runtime);
      return new LayerProofs(segments, mismatch, linearNodes, ours, theirs);
    } catch (RuntimeException e) {
      ours.close();
      throw e;
    }
  }

  private static SegmentSession referenceParts(
      List<Segment> segments, Map<String, List<Integer>> shapes, InferenceRuntime runtime) {
    Map<String, GraphPart> parts = new LinkedHashMap<>();
    Set<String> inputs = new LinkedHashSet<>();
    for (Segment segment : segments) {
      parts.put(segment.name(), segment.referencePart());
      inputs.addAll(segment.referenceInputs());
    }
    return SegmentSession.open(parts, inputs, shapes, runtime);
  }

  /** Where both forms are identical, one run is enough. */
  private static SegmentSession candidateParts(
      List<Segment> segments, Map<String, List<Integer>> shapes, InferenceRuntime runtime) {
    Map<String, GraphPart> parts = new LinkedHashMap<>();
    Set<String> inputs = new LinkedHashSet<>();
    for (Segment segment : segments) {
      if (!segment.isIdentical()) {
        parts.put(segment.name(), segment.candidatePart());
        inputs.addAll(segment.candidateInputs());
      }
    }
    return SegmentSession.open(parts, inputs, shapes, runtime);
  }

  /**
   * The shapes of the values from which parts may start. With another batch, only the extent of a
   * value's first axis may change, and only as the batch does: frames of several examples, one
   * after the other, are no start.
   */
  private static Map<String, List<Integer>> shapes(
      NamedValues values, int batch, boolean anyBatch) {
    Map<String, List<Integer>> shapes = new LinkedHashMap<>();
    values
        .map()
        .forEach(
            (name, value) -> {
              List<Integer> shape = new ArrayList<>(value.shape());
              if (!anyBatch) {
                shapes.put(name, shape);
              } else if (!shape.isEmpty() && shape.get(0) == batch) {
                shape.set(0, ModelSignature.ANY);
                shapes.put(name, shape);
              }
            });
    return shapes;
  }

  /** Whether both hold as many elements of as many examples: then they are compared in order. */
  private static boolean sameElements(List<Integer> one, List<Integer> other) {
    return one.equals(other)
        || (!one.isEmpty()
            && !other.isEmpty()
            && one.get(0).equals(other.get(0))
            && FloatTensor.sizeOf(one) == FloatTensor.sizeOf(other));
  }

  /** The values that a model must return for this. */
  static InferenceSession probe(ComparedModel model, Set<String> shared, InferenceRuntime runtime) {
    return runtime.open(model.returning(shared));
  }

  int size() {
    return segments.size();
  }

  Mismatch mismatch() {
    return mismatch;
  }

  void check(NamedValues values, Map<String, Integer> roundings, Consumer<String> checked) {
    referenceSession.run(values);
    candidateSession.run(values);
    for (Segment segment : segments) {
      segment.check(values, roundings, referenceSession, candidateSession);
      segment.tryDense(values, roundings, referenceSession, candidateSession);
      checked.accept(segment.proof().name());
    }
  }

  /** The findings, one for each shared value; one whose shapes differ is infinitely wrong. */
  List<LayerProof> proofs() {
    List<LayerProof> proofs = new ArrayList<>(segments.stream().map(Segment::proof).toList());
    if (!mismatch.name().isEmpty()) {
      double infinite = Double.POSITIVE_INFINITY;
      proofs.add(
          new LayerProof(
              mismatch.name(),
              WeightProof.different("they have different shapes"),
              0,
              0,
              0,
              infinite,
              infinite,
              0,
              true));
    }
    return proofs;
  }

  /** The reference's convolutions and matrix products. */
  int linearLayers() {
    return linearNodes.size();
  }

  /** Those of them in a segment that is proved by its weights. */
  int linearLayersProved() {
    Set<NodeProto> proved = new HashSet<>();
    for (Segment segment : segments) {
      if (segment.proof().proved()) {
        proved.addAll(segment.referenceNodes());
      }
    }
    return (int) linearNodes.stream().filter(proved::contains).count();
  }

  @Override
  public void close() {
    referenceSession.close();
    candidateSession.close();
  }
}
