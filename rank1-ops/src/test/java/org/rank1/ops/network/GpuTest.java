package org.rank1.ops.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.FilterForm;
import org.rank1.network.NetworkSpec;
import org.rank1.ops.EngineExtension;
import org.rank1.ops.device.Engines;
import org.rank1.ops.optimizer.MomentumOptions;
import org.rank1.ops.optimizer.Sgd;
import org.rank1.ops.parameterization.Initializers;
import org.rank1.ops.tensor.Tensors;
import org.rank1.testkit.DiscoveredParts;
import org.rank1.testkit.DiscoveredParts.Example;
import org.rank1.training.KernelProjection;

/** A GPU gives the same as the CPU, up to rounding. Skipped where there is none. */
@Tag("gpu")
class GpuTest {
  @RegisterExtension final EngineExtension engine = new EngineExtension();

  private static NDManager gpu() {
    assumeTrue(Engine.getInstance().getGpuCount() > 0, "the engine finds no GPU");
    return Engines.open("gpu:0", 1, 1);
  }

  @TestFactory
  Stream<DynamicTest> fiveStepsOfTrainingLoseTheSame() {
    return DiscoveredParts.examples(DiscoveredParts.load(), FilterForm.class).stream()
        .map(form -> DynamicTest.dynamicTest(form.toString(), () -> fiveSteps(form)));
  }

  private void fiveSteps(Example<FilterForm> form) {
    try (NDManager gpu = gpu()) {
      NetworkSpec spec;
      try {
        spec = Networks.small(form.part());
      } catch (IllegalArgumentException refused) {
        assumeTrue(false, refused.getMessage());
        return;
      }
      float[] examples = Networks.examples(spec, 6, 4);
      TrainingNetwork there = Networks.start(spec, gpu, 3);
      TrainingNetwork here = Networks.start(spec, engine.manager(), 3);
      var thereSteps = new Sgd(new MomentumOptions()).create(there.groups(), gpu);
      var hereSteps = new Sgd(new MomentumOptions()).create(here.groups(), engine.manager());
      for (int step = 0; step < 5; step++) {
        double loss = Networks.step(here, hereSteps, engine.manager(), examples);
        assertThat((double) Networks.step(there, thereSteps, gpu, examples))
            .as("loss of step %d", step)
            .isCloseTo(loss, within(1e-2 * (1 + Math.abs(loss))));
      }
    }
  }

  @Test
  void projectionsStayOnTheDevice() {
    try (NDManager gpu = gpu()) {
      ConvSpec conv = new ConvSpec(16, 8, ConvGeometry.same2d(3));
      KernelProjection hopm =
          DiscoveredParts.load()
              .create(KernelProjection.class, "projection", "rank1-hopm", Map.of());
      var kernel = Initializers.gaussian(conv.kernelShape(), 1, new SplittableRandom(2));
      NDArray there = hopm.project(conv, Tensors.copyOf(kernel, gpu));
      NDArray here = hopm.project(conv, Tensors.copyOf(kernel, engine.manager()));
      assertThat(there.getDevice()).isEqualTo(gpu.getDevice());
      double largest = here.abs().max().getFloat();
      assertThat((double) there.toDevice(here.getDevice(), true).sub(here).abs().max().getFloat())
          .isLessThanOrEqualTo(1e-4 * largest);
    }
  }
}
