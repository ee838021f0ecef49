package org.rank1.onnx.proof;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Compares two parts of models by their weights alone.
 *
 * <pre>{@code
 * WeightProof proof = SegmentProof.of(composed, split);
 * proof.forEveryInput(); // true: one function, up to the rounding of its weights
 * }</pre>
 *
 * <p>Both parts are read over the same axes of the values that they are given. A value may lie in
 * other axes in each model, as long as its elements are in the same order; the axes that both are
 * read over are the common refinement of the two, and finer where a reshape says so.
 */
public final class SegmentProof {
  /** An extent that no other divides: stands for a batch of any size. */
  public static final long ANY_BATCH = 1_000_003;

  private static final int MAX_SPLITS = 32;

  private SegmentProof() {}

  /**
   * Compares two parts that give the same value.
   *
   * @param reference one of them
   * @param candidate the other
   */
  public static WeightProof of(LinearPart reference, LinearPart candidate) {
    try {
      return compared(reference, candidate);
    } catch (IrreducibleException e) {
      return WeightProof.notReduced(e.reason());
    }
  }

  private static WeightProof compared(LinearPart reference, LinearPart candidate) {
    Map<String, List<Long>> atoms = atoms(reference, candidate);
    for (int split = 0; split < MAX_SPLITS; split++) {
      try {
        ArrangedForm one = PartReader.read(reference, atoms);
        ArrangedForm two = PartReader.read(candidate, atoms);
        return compared(one, two);
      } catch (AtomSplit finer) {
        finer.values().forEach(value -> split(atoms, value, finer));
      }
    }
    throw new IrreducibleException("its reshapes divide axes again and again");
  }

  private static WeightProof compared(ArrangedForm one, ArrangedForm two) {
    if (one.form().channels() != two.form().channels()
        || one.form().extents().size() != two.form().extents().size()
        || !one.elementOrder().equals(two.elementOrder())) {
      throw new IrreducibleException("the elements of its two forms lie in another order");
    }
    return FormComparison.of(one.form(), two.form());
  }

  private static Map<String, List<Long>> atoms(LinearPart reference, LinearPart candidate) {
    Map<String, List<Long>> atoms = new HashMap<>();
    atoms.putAll(reference.inputs());
    candidate.inputs().forEach((name, shape) -> atoms.merge(name, shape, SegmentProof::refined));
    atoms.forEach(
        (name, common) -> {
          if (common.size() < ArrangedForm.SPATIAL) {
            throw new IrreducibleException("\"" + name + "\" has no axis of channels");
          }
        });
    return atoms;
  }

  /** The coarsest axes of which both shapes are made. */
  private static List<Long> refined(List<Long> one, List<Long> two) {
    if (product(one) != product(two)) {
      throw new IrreducibleException("shapes %s and %s differ in size".formatted(one, two));
    }
    List<Long> common = new ArrayList<>();
    int i = 0;
    int j = 0;
    long left = one.isEmpty() ? 1 : one.get(0);
    long right = two.isEmpty() ? 1 : two.get(0);
    while (i < one.size() || j < two.size()) {
      long atom = Math.min(left, right);
      if (left % atom != 0 || right % atom != 0) {
        throw new IrreducibleException("shapes %s and %s have no common axes".formatted(one, two));
      }
      common.add(atom);
      boolean unit = atom == 1;
      boolean nextLeft = i < one.size() && (left == atom);
      boolean nextRight = j < two.size() && (right == atom);
      left = unit ? left : left / atom;
      right = unit ? right : right / atom;
      if (nextLeft) {
        left = ++i < one.size() ? one.get(i) : 1;
      }
      if (nextRight) {
        right = ++j < two.size() ? two.get(j) : 1;
      }
    }
    return common;
  }

  private static long product(List<Long> extents) {
    return extents.stream().reduce(1L, Math::multiplyExact);
  }

  private static void split(Map<String, List<Long>> atoms, String value, AtomSplit finer) {
    List<Long> own = new ArrayList<>(Objects.requireNonNull(atoms.get(value), value));
    long extent = own.get(finer.atom());
    if (extent % finer.outer() != 0 || extent == finer.outer()) {
      throw new IrreducibleException("a reshape divides an axis in a way that is not understood");
    }
    own.set(finer.atom(), finer.outer());
    own.add(finer.atom() + 1, extent / finer.outer());
    atoms.put(value, own);
  }
}
