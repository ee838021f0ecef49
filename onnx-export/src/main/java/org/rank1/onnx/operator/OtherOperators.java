package org.rank1.onnx.operator;

import static org.rank1.onnx.operator.OperatorEntry.named;
import static org.rank1.onnx.operator.OperatorKind.OTHER;

import java.util.ArrayList;
import java.util.List;

/** Operators of which no more is known than what bounds their outputs. */
final class OtherOperators {
  private OtherOperators() {}

  static List<OperatorEntry> entries() {
    List<OperatorEntry> entries = new ArrayList<>();
    add(
        entries,
        SizeRules::none,
        "AffineGrid",
        "BlackmanWindow",
        "CenterCropPad",
        "Col2Im",
        "HammingWindow",
        "HannWindow",
        "MaxUnpool",
        "MelWeightMatrix",
        "Multinomial",
        "OneHot",
        "RandomNormal",
        "RandomUniform");
    add(
        entries,
        SizeRules::fewTimes,
        "ConcatFromSequence",
        "NonMaxSuppression",
        "NonZero",
        "SequenceConstruct",
        "Unique");
    add(entries, SizeRules::first, "Compress", "TopK");
    return entries;
  }

  private static void add(
      List<OperatorEntry> entries, SizeRules.SizeRule size, String... operators) {
    for (String operator : operators) {
      entries.add(named(operator, OTHER).size(size));
    }
  }
}
