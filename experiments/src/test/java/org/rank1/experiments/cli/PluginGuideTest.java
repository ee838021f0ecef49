package org.rank1.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything in Java that the plugin guide shows compiles, and what it binds is bound. */
class PluginGuideTest {
  private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  /** What the blocks take from, and what they call things that a reader has of their own. */
  private static final List<String> PACKAGES =
      List.of(
          "architecture",
          "data",
          "filter",
          "io",
          "metric",
          "network",
          "plugin",
          "runtime",
          "schedule",
          "testkit",
          "training");

  @TempDir private Path folder;
  @TempDir private Path scratch;

  @Test
  void everyBlockOfJavaCompilesAndItsPartsAreBound() throws IOException {
    List<String> parts = new ArrayList<>();
    List<String> others = new ArrayList<>();
    BLOCK
        .matcher(Files.readString(Path.of("..", "docs", "plugin-guide.md")))
        .results()
        .map(block -> block.group(1))
        .forEach(block -> (block.startsWith("part(") ? parts : others).add(block));
    assertThat(parts).hasSizeGreaterThanOrEqualTo(6);
    assertThat(others).isNotEmpty();
    PluginJars.single(
        folder.resolve("guide.jar"),
        scratch,
        "Guide",
        imports(),
        "extends Rank1Plugin { public Guide() { super(\"guide\", \"1\"); }\n"
            + "@Override protected void configure() {\n"
            + String.join("\n", parts)
            + "}\n"
            + others.stream()
                .map(
                    block ->
                        "void other"
                            + others.indexOf(block)
                            + "(ConvSpec conv, ConvSpec stage, int channels, FilterForm form,"
                            + " KernelDecomposer decomposer, Architecture architecture,"
                            + " DatasetProvider dataset, MetricSink sink, Path folder) {\n"
                            + block
                            + "}\n")
                .collect(Collectors.joining())
            + "}");
    CommandLineRun run = CommandLineRun.of("plugins", "--plugins", folder.toString());
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("square-root", "one-layer", "blank", "plain", "count", "mine");
  }

  private static String imports() {
    return Stream.concat(
            Stream.of("java.util.List", "java.util.Map", "java.nio.file.Path"),
            PACKAGES.stream().map(name -> "org.rank1." + name + ".*"))
        .map(name -> "import " + name + ";\n")
        .collect(Collectors.joining());
  }
}
