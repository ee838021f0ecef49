package org.rank1.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.rank1.filter.KernelDecomposer;
import org.rank1.plugin.PartBinding;
import org.rank1.plugin.Parts;
import org.rank1.testkit.DiscoveredParts;
import org.rank1.training.FilterParameterization;
import org.rank1.training.KernelProjection;
import org.rank1.training.OptimizerFactory;
import org.rank1.training.TrainingHook;

class OpsPluginTest {
  /** Lists and makes every part, in a Java machine of its own. */
  static final class ListsParts {
    private ListsParts() {}

    @SuppressWarnings("SystemOut") // read by the test
    public static void main(String[] arguments) {
      Parts parts = DiscoveredParts.load();
      for (PartBinding<?> binding : parts.all()) {
        System.out.println(
            "PART " + binding.name() + " " + binding.factory().get().examples().size());
      }
    }
  }

  @Test
  void partsAreBoundByName() {
    Parts parts = DiscoveredParts.load();
    assertThat(parts.names(FilterParameterization.class))
        .contains("dense", "flattened", "rank1", "cp");
    assertThat(parts.names(OptimizerFactory.class))
        .contains(
            "sgd", "momentum", "nesterov", "adam", "adamw", "rmsprop", "adagrad", "riemannian-sgd");
    assertThat(parts.names(TrainingHook.class)).contains("balance");
    assertThat(parts.names(KernelDecomposer.class))
        .contains("dense", "rank1-shared-als", "rank1-hosvd", "rank1-hopm");
    assertThat(parts.names(KernelProjection.class))
        .contains(
            "none",
            "rank1-hosvd",
            "rank1-hopm",
            "rank1-certify",
            "soft",
            "cp-als",
            "filter-cp-als",
            "tucker2-hooi",
            "spatial-svd",
            "tt-svd");
  }

  @Test
  void optionsAreReadByName() {
    Parts parts = DiscoveredParts.load();
    parts.create(
        FilterParameterization.class,
        "parameterization",
        "rank1",
        Map.of("initializer", "spectral", "execution", "factorized"));
    parts.create(
        KernelProjection.class, "projection", "rank1-hopm", Map.of("starts", "3", "sweeps", 5));
  }

  @Test
  void listingPartsLoadsNoEngine() throws IOException, InterruptedException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Process process =
        new ProcessBuilder(
                List.of(
                    java.toString(),
                    "-Xlog:class+load",
                    "-cp",
                    System.getProperty("java.class.path"),
                    ListsParts.class.getName()))
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output.lines()).contains("PART adamw 1", "PART rank1 4");
    assertThat(output).contains("org.rank1.ops.OpsPlugin").doesNotContain("ai.djl.pytorch.");
    assertThat(output).doesNotContain("ai.djl.engine.Engine ");
  }
}
