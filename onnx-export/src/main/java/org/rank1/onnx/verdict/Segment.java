package org.rank1.onnx.verdict;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.rank1.filter.FloatTensor;
import org.rank1.onnx.model.GraphPart;
import org.rank1.onnx.model.ModelSignature;
import org.rank1.onnx.operator.DoubleTensor;
import org.rank1.onnx.proof.LinearPart;
import org.rank1.onnx.proof.SegmentProof;
import org.rank1.onnx.proof.WeightProof;
import org.rank1.onnx.reference.Evaluation;

/**
 * The part of both models between one shared value and the nearest shared values upstream: a layer,
 * in both its forms. Compares the weights of both, and collects, batch by batch, how far the
 * runtime's results lie from the exact ones.
 *
 * <p>Exact is the <em>candidate's</em> part in double precision, with the candidate's weights as
 * they are. So the candidate's own error is bounded with the roundings of its own operators alone.
 * The reference has other weights where the forms differ, equal up to rounding: its kernel is the
 * product of the factors rounded once, and a stage of the candidate that multiplies factors is
 * rounded once, which makes 2; a folded batch normalization scales one kernel of each, which makes
 * 2 more. These {@value #ALLOWANCE} count as further roundings on each term of the reference.
 *
 * <p>The magnitudes {@code A} of the bound {@code γ_n·A} are the candidate's, {@code
 * (|t|⊗|p|⊗|q|)∗|x| + |b|} for a rank-one layer, which dominate the composed kernel's. Where they
 * do not suffice they are replaced by the larger of both models' magnitudes before anything is
 * called wrong: with reference and candidate exchanged, or batch normalization folded in only one,
 * the reference legitimately has the larger terms.
 */
final class Segment {
  private static final int ALLOWANCE = 4;

  /** Random inputs that a layer is tried on at least. */
  private static final int DENSE_INPUTS = 8;

  /** Above this share of the largest exact value, a bound says nothing. */
  private static final double CONCLUSIVE = 0.1;

  private final String name;
  private final ComparedModel reference;
  private final ComparedModel candidate;
  private final Set<String> referenceInputs;
  private final Set<String> candidateInputs;
  private final Map<String, List<Integer>> candidateShapes;
  private final GraphPart referencePart;
  private final GraphPart candidatePart;
  private final boolean identical;
  private final WeightProof weights;

  private int denseInputs;
  private int referenceRoundings;
  private int candidateRoundings;
  private double referenceWorst;
  private double candidateWorst;
  private double largestMagnitude;
  private double largestExact;

  /**
   * Cuts out what gives a shared value.
   *
   * @param shapes of every shared value upstream in the reference
   * @param candidateShapes the same in the candidate: a model may hold a value reshaped
   * @param known what is known already about the weights of layers, by their names
   */
  Segment(
      String name,
      ComparedModel reference,
      ComparedModel candidate,
      Map<String, List<Integer>> shapes,
      Map<String, List<Integer>> candidateShapes,
      Map<String, WeightProof> known) {
    this.name = name;
    this.reference = reference;
    this.candidate = candidate;
    Map<String, List<Integer>> upstream = new LinkedHashMap<>(shapes);
    upstream.remove(name);
    referencePart = reference.part(upstream.keySet(), List.of(name));
    candidatePart = candidate.part(upstream.keySet(), List.of(name));
    referenceInputs = referencePart.read(upstream.keySet());
    candidateInputs = candidatePart.read(upstream.keySet());
    this.candidateShapes = candidateShapes;
    identical =
        candidateInputs.stream()
                .allMatch(value -> Objects.equals(candidateShapes.get(value), shapes.get(value)))
            && referencePart.nodes().equals(candidatePart.nodes())
            && referencePart.initializers().equals(candidatePart.initializers())
            && reference.graph().opset() == candidate.graph().opset();
    weights =
        identical
            ? WeightProof.identical()
            : known.computeIfAbsent(
                name,
                layer ->
                    SegmentProof.of(
                        linear(referencePart, referenceInputs, upstream),
                        linear(candidatePart, candidateInputs, candidateShapes)));
  }

  private LinearPart linear(
      GraphPart part, Set<String> inputs, Map<String, List<Integer>> upstream) {
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    for (String input : inputs) {
      shapes.put(
          input,
          Objects.requireNonNull(upstream.get(input), input).stream()
              .map(extent -> extent == ModelSignature.ANY ? SegmentProof.ANY_BATCH : extent)
              .toList());
    }
    return new LinearPart(part, shapes, name);
  }

  /** The value's name. */
  String name() {
    return name;
  }

  /** Whether both forms are the same nodes with the same weights. */
  boolean isIdentical() {
    return identical;
  }

  /** The reference's nodes, to be run on the values it reads. */
  GraphPart referencePart() {
    return referencePart;
  }

  /** The candidate's nodes, to be run on the values it reads. */
  GraphPart candidatePart() {
    return candidatePart;
  }

  /** The values that the reference's nodes read. */
  Set<String> referenceInputs() {
    return referenceInputs;
  }

  /** The values that the candidate's nodes read. */
  Set<String> candidateInputs() {
    return candidateInputs;
  }

  /** The reference's nodes. */
  List<NodeProto> referenceNodes() {
    return referencePart.nodes();
  }

  /**
   * Holds the results of both forms against the exact one.
   *
   * @param values the shared values upstream, at least
   * @param roundings per value of the reference model, from its evaluation
   * @param ours has run on these values
   * @param theirs has run on these values; not asked if both forms are identical
   */
  void check(
      NamedValues values,
      Map<String, Integer> roundings,
      SegmentSession ours,
      SegmentSession theirs) {
    FloatTensor referenceResult = ours.result(name);
    FloatTensor candidateResult = identical ? referenceResult : theirs.result(name);
    NamedValues fed = values.only(candidateInputs).in(candidateShapes);
    Map<String, DoubleTensor> wide = fed.widened();
    Evaluation evaluation = candidate.interpreter().evaluate(wide, List.of(name));
    DoubleTensor exact = evaluation.value(name);
    DoubleTensor magnitudes = candidate.interpreter().absolute(wide, List.of(name)).value(name);
    candidateRoundings =
        candidate.interpreter().depth(candidateInputs, name, evaluation.roundings());
    referenceRoundings =
        identical
            ? candidateRoundings
            : ALLOWANCE + reference.interpreter().depth(referenceInputs, name, roundings);
    candidateWorst =
        Math.max(
            candidateWorst, Rounding.worst(candidateResult, exact, magnitudes, candidateRoundings));
    double referenceError = Rounding.worst(referenceResult, exact, magnitudes, referenceRoundings);
    if (referenceError > 1 && !identical) {
      Map<String, DoubleTensor> own = values.only(referenceInputs).widened();
      magnitudes =
          Rounding.larger(
              magnitudes, reference.interpreter().absolute(own, List.of(name)).value(name));
      referenceError = Rounding.worst(referenceResult, exact, magnitudes, referenceRoundings);
    }
    referenceWorst = Math.max(referenceWorst, referenceError);
    largestMagnitude = Math.max(largestMagnitude, Rounding.max(magnitudes.data()));
    largestExact = Math.max(largestExact, Rounding.max(exact.data()));
  }

  /**
   * Runs both forms on random inputs without zeros, fed to the layer itself, unless its weights
   * have told everything.
   *
   * @param values of one batch, for their shapes
   * @param roundings as {@link #check} wants them
   */
  void tryDense(
      NamedValues values,
      Map<String, Integer> roundings,
      SegmentSession ours,
      SegmentSession theirs) {
    if (weights.finding() != WeightProof.Finding.NOT_REDUCED) {
      return;
    }
    Set<String> inputs = new TreeSet<>(referenceInputs);
    inputs.addAll(candidateInputs);
    SplittableRandom random = new SplittableRandom(name.hashCode());
    while (denseInputs < DENSE_INPUTS) {
      NamedValues dense = values.only(inputs).dense(random);
      // The other parts run along, on what they ran on before.
      ours.run(values.plus(dense));
      theirs.run(values.plus(dense));
      check(dense, roundings, ours, theirs);
      denseInputs += dense.examples();
    }
  }

  /** The findings so far. */
  LayerProof proof() {
    double bound =
        Rounding.gamma(Math.max(referenceRoundings, candidateRoundings)) * largestMagnitude;
    // A layer of nothing but zeros has a bound of nothing but underflow.
    boolean negligible = bound <= Float.MIN_NORMAL;
    double relative = negligible ? 0 : bound / largestExact;
    return new LayerProof(
        name,
        weights,
        denseInputs,
        referenceRoundings,
        candidateRoundings,
        referenceWorst,
        candidateWorst,
        relative,
        relative <= CONCLUSIVE);
  }
}
