package org.rank1.testkit;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.rank1.architecture.Architecture;
import org.rank1.filter.form.DenseForm;
import org.rank1.network.FeatureShape;
import org.rank1.network.NetworkSpec;

/** What every {@link Architecture} must hold. Needs no engine. */
public class ArchitectureContract extends PartContract {
  private static final List<FeatureShape> INPUTS =
      List.of(
          FeatureShape.of(1, 28, 28),
          FeatureShape.of(3, 32, 32),
          FeatureShape.of(3, 224, 224),
          FeatureShape.of(3, 8, 56, 56),
          FeatureShape.of(1, 1, 1));

  /** Subclasses run it over the parts at hand. */
  protected ArchitectureContract() {}

  /** One test per architecture and example. */
  @TestFactory
  final Stream<DynamicTest> architectures() {
    return tests(Architecture.class, (parts, example) -> check(example.part()));
  }

  /**
   * At least one of several inputs is accepted; then the network ends in one flat value per class,
   * its convolutions have the form asked for, and building it again gives an equal network. What is
   * refused is refused with a sentence.
   *
   * @throws AssertionError saying what does not hold
   */
  public static void check(Architecture architecture) {
    int accepted = 0;
    for (FeatureShape input : INPUTS) {
      for (int classes : new int[] {2, 10}) {
        try {
          check(architecture, input, classes);
          accepted++;
        } catch (IllegalArgumentException refused) {
          if (refused.getMessage() == null || refused.getMessage().isBlank()) {
            throw new AssertionError("Input " + input + " is refused without a reason", refused);
          }
        }
      }
    }
    if (accepted == 0) {
      throw new AssertionError("None of the inputs " + INPUTS + " is accepted");
    }
  }

  private static void check(Architecture architecture, FeatureShape input, int classes) {
    NetworkSpec network = architecture.build(input, classes, new DenseForm());
    if (!network.input().equals(input) || !network.outputShape().equals(FeatureShape.of(classes))) {
      throw new AssertionError(
          "%s does not lead from %s to %d classes".formatted(network, input, classes));
    }
    if (!network.convolutions().stream().allMatch(c -> c.form().equals(new DenseForm()))) {
      throw new AssertionError("A convolution of " + network + " has not the form asked for");
    }
    if (!architecture.build(input, classes, new DenseForm()).equals(network)) {
      throw new AssertionError("Building " + network + " again gives another network");
    }
  }
}
