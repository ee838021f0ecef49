package org.rank1.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plugin under {@code examples/plugin}, as a jar in a folder, through the command line. */
@Tag("end-to-end")
class ThirdPartyPluginTest {
  @TempDir private static Path scratch;
  private static Path plugins;

  @BeforeAll
  static void makeTheJar() throws IOException {
    plugins = Files.createDirectories(scratch.resolve("plugins"));
    PluginJars.example(plugins.resolve("rank1-stencil-1.0.0.jar"), scratch);
  }

  @Test
  void pluginsShowsNameVersionOriginAndOptions() throws IOException {
    CommandLineRun run = CommandLineRun.of("plugins", "--json", "--plugins", plugins.toString());
    assertThat(run.code()).as(run.err()).isZero();
    List<String> sockets = new ArrayList<>();
    for (JsonNode part : run.json().get("parts")) {
      if (part.get("plugin").asText().equals("rank1-stencil")) {
        sockets.add(part.get("socket").asText() + " " + part.get("name").asText());
        assertThat(part.get("version").asText()).isEqualTo("1.0.0");
        assertThat(Path.of(part.get("origin").asText()))
            .isEqualTo(plugins.resolve("rank1-stencil-1.0.0.jar"));
        if (part.get("name").asText().equals("stripes")) {
          assertThat(part.get("options").get("size").asInt()).isEqualTo(28);
        }
      }
    }
    assertThat(sockets)
        .containsExactlyInAnyOrder(
            "DatasetProvider stripes",
            "FilterForm stencil",
            "FilterParameterization stencil",
            "KernelDecomposer stencil",
            "KernelProjection stencil");
  }

  @Test
  void theFolderMayComeFromTheEnvironmentAndTheOptionWins() {
    Map<String, String> environment = Map.of("RANK1_PLUGINS", plugins.toString());
    assertThat(CommandLineRun.of(environment, "plugins").out()).contains("rank1-stencil");
    assertThat(CommandLineRun.of("plugins").out()).doesNotContain("rank1-stencil");
    CommandLineRun run = CommandLineRun.of(environment, "--plugins", "nowhere", "plugins");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("There is no plugin folder \"nowhere\".");
  }

  @Test
  void aNetworkOfThePluginIsTrainedExportedAndValidated() throws IOException {
    String folder = scratch.resolve("run").toString();
    String composed = scratch.resolve("composed.onnx").toString();
    String split = scratch.resolve("split.onnx").toString();
    CommandLineRun trained =
        run(
            "train",
            "dataset=stripes",
            "dataset.train=64",
            "dataset.test=24",
            "parameterization=stencil",
            "parameterization.initializer=xavier",
            "architecture=vgg-small",
            "architecture.width=0.125",
            "epochs=1",
            "batchSize=16",
            "threads=1",
            "device=cpu",
            "output=" + folder,
            "--json");
    assertThat(trained.json().get("dataset").asText()).isEqualTo("stripes");
    assertThat(trained.json().get("accuracy").asDouble()).isBetween(0.0, 1.0);
    run("export", folder, "-o", composed, "--form", "composed");
    JsonNode exported = run("export", folder, "-o", split, "--json").json();
    assertThat(exported.get("lowerings"))
        .isNotEmpty()
        .allMatch(l -> l.asText().equals("stencil-first"));
    JsonNode verdict =
        run(
                "validate",
                composed,
                split,
                "--images",
                "8",
                "--random",
                "2",
                "--seconds",
                "0.1",
                "--json")
            .json();
    assertThat(verdict.get("equivalent").asBoolean()).isTrue();
    assertThat(verdict.get("equivalence").get("layers")).isNotEmpty();
  }

  @Test
  void aDenseNetworkEndsInTheFormOfThePluginsProjection() throws IOException {
    JsonNode trained =
        run(
                "train",
                "dataset=stripes",
                "dataset.size=16",
                "dataset.train=32",
                "dataset.test=8",
                "parameterization=dense",
                "projection=stencil",
                "projection.when=end",
                "architecture=vgg-small",
                "architecture.width=0.125",
                "epochs=1",
                "batchSize=16",
                "threads=1",
                "device=cpu",
                "output=" + scratch.resolve("projected"),
                "--json")
            .json();
    assertThat(trained.get("forms")).isNotEmpty().allMatch(form -> form.asText().equals("stencil"));
  }

  private static CommandLineRun run(String... arguments) {
    List<String> all = new ArrayList<>(List.of("--plugins", plugins.toString()));
    all.addAll(List.of(arguments));
    CommandLineRun run = CommandLineRun.of(all.toArray(String[]::new));
    assertThat(run.code()).as(run.err()).isZero();
    return run;
  }
}
