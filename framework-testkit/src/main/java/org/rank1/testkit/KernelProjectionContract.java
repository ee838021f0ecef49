package org.rank1.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.Decomposition;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.form.DenseForm;
import org.rank1.training.KernelProjection;

/** What every {@link KernelProjection} must hold. Needs an engine on the class path. */
public class KernelProjectionContract extends PartContract {
  private static final double ROUNDING = 1e-5;

  /** Subclasses run it over the parts at hand. */
  protected KernelProjectionContract() {}

  /** One test per projection and example. */
  @TestFactory
  final Stream<DynamicTest> kernelProjections() {
    return tests(
        KernelProjection.class,
        (parts, example) -> {
          try (NDManager manager = NDManager.newBaseManager()) {
            check(example.part(), manager);
          }
        });
  }

  /**
   * Over a crossing of convolutions: a projection is deterministic, and idempotent up to rounding;
   * it is as near to the kernel as what its decomposer finds, never farther than keeping nothing,
   * and its decomposer takes it apart without error; without a decomposer the kernel stays as it
   * is. What becomes of a kernel while training goes on is no farther from its projection. The
   * result is a new array of the same shape with the same owner and without a gradient, and neither
   * the kernel nor its manager changes.
   *
   * @throws AssertionError naming the convolution where the projection is wrong
   */
  public static void check(KernelProjection projection, NDManager manager) {
    ConvCases cases = new ConvCases(new SplittableRandom(1913));
    Optional<KernelProjection.Target> target = projection.target();
    List<ConvSpec> convolutions =
        target
            .map(t -> KernelDecomposerContract.convolutions(t.decomposer(), t.form(), cases))
            .orElseGet(
                () -> KernelDecomposerContract.convolutions(new DenseForm(), any -> true, cases));
    for (ConvSpec conv : convolutions) {
      FloatTensor kernel = KernelDecomposerContract.kernel(conv, cases);
      FloatTensor projected = project(projection, conv, kernel, manager);
      assertThat(project(projection, conv, kernel, manager))
          .as("the same kernel of %s projected again", conv)
          .isEqualTo(projected);
      near(
          "projection of a projected kernel of " + conv,
          0,
          KernelDecomposerContract.relativeError(
              projected, project(projection, conv, projected, manager)));
      if (convolutions.indexOf(conv) % 6 == 0) { // much work for some projections
        checkApproach(projection, conv, kernel, projected, manager);
      }
      double error = KernelDecomposerContract.relativeError(kernel, projected);
      assertThat(error)
          .as("error of a projected kernel of %s; keeping nothing has 1", conv)
          .isLessThanOrEqualTo(1 + ROUNDING);
      if (target.isPresent()) {
        Decomposition found = target.get().decompose(conv, kernel);
        near("error of the projection of " + conv, found.relativeError(), error);
        near(
            "error of the decomposition of a projected kernel of " + conv,
            0,
            target.get().decompose(conv, projected).relativeError());
      } else {
        assertThat(projected).as("kernel of %s", conv).isEqualTo(kernel);
      }
      FloatTensor zero = FloatTensor.zeros(conv.kernelShape());
      assertThat(project(projection, conv, zero, manager).norm())
          .as("norm of a projected zero kernel of %s", conv)
          .isZero();
    }
  }

  private static void near(String what, double expected, double actual) {
    if (!(Math.abs(actual - expected) <= ROUNDING)) {
      throw new AssertionError(
          "%s is %s, expected %s ± %s".formatted(what, actual, expected, ROUNDING));
    }
  }

  /** A kernel on its way never gets farther from where it is going, and stays there. */
  private static void checkApproach(
      KernelProjection projection,
      ConvSpec conv,
      FloatTensor kernel,
      FloatTensor projected,
      NDManager manager) {
    double whole = distance(kernel, projected);
    for (double progress : new double[] {0, 0.3, 1}) {
      FloatTensor on = moved(conv, kernel, manager, k -> projection.approach(conv, k, progress));
      if (!(distance(on, projected) <= whole + ROUNDING * kernel.norm())) {
        throw new AssertionError(
            "approach of %s at progress %s ends %s from its projection, the kernel was at %s"
                .formatted(conv, progress, distance(on, projected), whole));
      }
      near(
          "approach of a projected kernel of " + conv,
          0,
          KernelDecomposerContract.relativeError(
              projected,
              moved(conv, projected, manager, k -> projection.approach(conv, k, progress))));
    }
  }

  private static double distance(FloatTensor a, FloatTensor b) {
    double sum = 0;
    for (int i = 0; i < a.size(); i++) {
      double difference = (double) a.data()[i] - b.data()[i];
      sum += difference * difference;
    }
    return Math.sqrt(sum);
  }

  private static FloatTensor project(
      KernelProjection projection, ConvSpec conv, FloatTensor kernel, NDManager parent) {
    return moved(conv, kernel, parent, live -> projection.project(conv, live));
  }

  private static FloatTensor moved(
      ConvSpec conv, FloatTensor kernel, NDManager parent, UnaryOperator<NDArray> move) {
    List<Integer> extents = conv.kernelShape();
    try (NDManager manager = parent.newSubManager()) {
      NDArray live =
          manager.create(
              kernel.data().clone(),
              new Shape(extents.stream().mapToLong(Integer::longValue).toArray()));
      live.setRequiresGradient(true);
      int before = manager.getManagedArrays().size();
      NDArray projected = move.apply(live);
      assertThat(projected).as("array of a projected kernel of %s", conv).isNotSameAs(live);
      assertThat(projected.getManager()).as("owner of a projection").isSameAs(manager);
      assertThat(projected.getShape()).as("shape of a projection").isEqualTo(live.getShape());
      assertThat(projected.hasGradient()).as("gradient of a projection").isFalse();
      FloatTensor values = FloatTensor.of(extents, projected.toFloatArray());
      projected.close();
      assertThat(manager.getManagedArrays())
          .as("arrays of the kernel's manager after %s", conv)
          .hasSize(before);
      assertThat(live.toFloatArray()).as("kernel of %s afterwards", conv).isEqualTo(kernel.data());
      return values;
    }
  }
}
