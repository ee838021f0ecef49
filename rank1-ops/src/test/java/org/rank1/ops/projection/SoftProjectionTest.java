package org.rank1.ops.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.FloatTensor;
import org.rank1.io.InvalidInputException;
import org.rank1.ops.EngineExtension;
import org.rank1.ops.parameterization.Initializers;
import org.rank1.ops.tensor.Tensors;
import org.rank1.plugin.Parts;
import org.rank1.testkit.DiscoveredParts;
import org.rank1.training.KernelProjection;

class SoftProjectionTest {
  @RegisterExtension final EngineExtension engine = new EngineExtension();

  private final Parts parts = DiscoveredParts.load();

  private KernelProjection soft(Map<String, ?> options) {
    return parts.create(KernelProjection.class, "projection", "soft", options);
  }

  @Test
  void lambdaGoesFromItsFirstToItsLastValue() {
    SoftOptions linear =
        new SoftOptions("rank1-hopm", List.of(), 0.2, 0.8, SoftOptions.Ramp.LINEAR);
    SoftOptions cosine =
        new SoftOptions("rank1-hopm", List.of(), 0.2, 0.8, SoftOptions.Ramp.COSINE);
    for (SoftOptions options : List.of(linear, cosine)) {
      assertThat(options.lambdaAt(0)).isCloseTo(0.2, within(1e-12));
      assertThat(options.lambdaAt(0.5)).isCloseTo(0.5, within(1e-12));
      assertThat(options.lambdaAt(1)).isCloseTo(0.8, within(1e-12));
    }
    assertThat(cosine.lambdaAt(0.1)).isLessThan(linear.lambdaAt(0.1));
  }

  @Test
  void kernelMovesByLambdaOnTheWayAndIsProjectedAtTheEnd() {
    ConvSpec conv = new ConvSpec(4, 6, ConvGeometry.same2d(3));
    FloatTensor kernel = Initializers.gaussian(conv.kernelShape(), 1, new SplittableRandom(8));
    KernelProjection soft =
        soft(Map.of("of", "rank1-hosvd", "lambda", 0.25, "lambdaEnd", "0.75", "ramp", "cosine"));
    try (NDArray array = Tensors.copyOf(kernel, engine.manager());
        NDArray hard = new Rank1Projection(new Rank1Hosvd()).project(conv, array);
        NDArray half = soft.approach(conv, array, 0.5);
        NDArray end = soft.project(conv, array)) {
      float[] expected = hard.toFloatArray();
      assertThat(end.toFloatArray()).isEqualTo(expected);
      float[] actual = half.toFloatArray();
      for (int i = 0; i < expected.length; i++) {
        assertThat(actual[i]).isCloseTo((kernel.data()[i] + expected[i]) / 2, within(1e-6f));
      }
      assertThat(array.toFloatArray()).isEqualTo(kernel.data());
    }
  }

  @Test
  void optionsOfTheSoftenedProjectionArePassedOn() {
    assertThat(soft(Map.of("with", "starts=0,sweeps=3")).target()).isPresent();
    assertThatThrownBy(() -> soft(Map.of("with", "starts=-1")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("Illegal starts -1, must be within [0, 10000] (at projection.with).");
    assertThatThrownBy(() -> soft(Map.of("with", "start=1")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("projection.with.start")
        .hasMessageContaining("Did you mean \"starts\"?");
  }

  @Test
  void whatCannotBeSoftenedIsRefused() {
    assertThatThrownBy(() -> soft(Map.of("of", "soft"))).isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> soft(Map.of("of", "none")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("nothing to soften");
    assertThatThrownBy(() -> soft(Map.of("of", "rank1-hop")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("at projection.of")
        .hasMessageContaining("Did you mean \"rank1-hopm\"?");
    assertThatThrownBy(() -> soft(Map.of("lambda", 1.5)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("lambda 1.5");
    assertThatThrownBy(() -> soft(Map.of("with", "starts")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("must be name=value");
  }
}
