package org.rank1.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.logging.StreamHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every way in which a folder of plugins can be wrong is one sentence and exit code 2; a part that
 * fails while it runs is named.
 */
class WrongPluginsTest {
  private static final String SERVICE = "META-INF/services/org.rank1.plugin.Rank1Plugin";

  @TempDir private Path folder;
  @TempDir private Path scratch;

  @Test
  void aFolderThatIsNotThere() {
    assertThat(refusal(folder.resolve("none"))).contains("There is no plugin folder", "none");
  }

  @Test
  void aFileInsteadOfAFolder() throws IOException {
    Path file = Files.writeString(folder.resolve("a.jar"), "");
    assertThat(refusal(file)).contains("a.jar", "is a file, not a folder");
  }

  @Test
  void aBrokenJar() throws IOException {
    Files.writeString(folder.resolve("broken.jar"), "no zip");
    assertThat(refusal(folder)).contains("broken.jar", "no readable jar");
  }

  @Test
  void jarsWithoutAPlugin() throws IOException {
    PluginJars.texts(folder.resolve("other.jar"), Map.of("readme.txt", "hello"));
    assertThat(refusal(folder)).contains("No jar", "brings a plugin");
  }

  @Test
  void anEmptyFolderBringsNothing() {
    assertThat(CommandLineRun.of("plugins", "--plugins", folder.toString()).code()).isZero();
  }

  @Test
  void aServiceFileThatNamesAMissingClass() throws IOException {
    PluginJars.texts(
        folder.resolve("stale.jar"), Map.of(SERVICE, "# ours\ncom.example.Gone # moved\n"));
    assertThat(refusal(folder)).contains("stale.jar", "com.example.Gone: not in the jar");
  }

  @Test
  void aServiceFileThatNamesAClassOfAnotherKind() throws IOException {
    PluginJars.single(folder.resolve("kind.jar"), scratch, "NoPlugin", "{}");
    assertThat(refusal(folder)).contains("kind.jar", "NoPlugin", "is no Rank1Plugin");
  }

  @Test
  void aClassThatIsNotAClassFile() throws IOException {
    PluginJars.texts(
        folder.resolve("rotten.jar"), Map.of(SERVICE, "Rotten\n", "Rotten.class", "not one"));
    assertThat(refusal(folder)).contains("rotten.jar", "Rotten", "ClassFormatError");
  }

  @Test
  void aConstructorThatFails() throws IOException {
    PluginJars.single(
        folder.resolve("fails.jar"),
        scratch,
        "Fails",
        "extends org.rank1.plugin.Rank1Plugin { public Fails() { super(\"fails\", \"1\");"
            + " throw new IllegalStateException(\"no licence\"); } }");
    assertThat(refusal(folder)).contains("Fails", "no licence");
  }

  @Test
  void aPluginThatMissesAClassWhenItBinds() throws IOException {
    PluginJars.single(
        folder.resolve("old.jar"),
        scratch,
        "Old",
        "extends org.rank1.plugin.Rank1Plugin { public Old() { super(\"old\", \"0.9\"); }"
            + " @Override protected void configure() {"
            + " throw new NoSuchMethodError(\"part()\"); } }");
    Logger logger = Logger.getLogger("com.google.inject");
    ByteArrayOutputStream logged = new ByteArrayOutputStream();
    StreamHandler handler = new StreamHandler(logged, new SimpleFormatter());
    logger.addHandler(handler);
    try {
      assertThat(refusal(folder)).contains("old 0.9", "old.jar", "does not fit", "part()");
    } finally {
      logger.removeHandler(handler);
    }
    handler.flush();
    assertThat(logged.toString(StandardCharsets.UTF_8)).as("what Guice logs").isEmpty();
  }

  @Test
  void aNameThatIsTakenNamesBothOrigins() throws IOException {
    PluginJars.single(
        folder.resolve("twice.jar"),
        scratch,
        "Twice",
        "extends org.rank1.plugin.Rank1Plugin { public Twice() { super(\"twice\", \"2\"); }"
            + " @Override protected void configure() { part(org.rank1.schedule.Schedule.class,"
            + " \"cosine\", org.rank1.plugin.PartFactory.of(org.rank1.plugin.NoOptions.class,"
            + " o -> moment -> 1)); } }");
    assertThat(refusal(folder))
        .contains("\"cosine\" is bound twice", "rank1-experiments", "twice 2", "twice.jar");
  }

  @Test
  void aPartThatFailsWhileItRunsIsNamedWithItsPluginAndJar() throws IOException {
    PluginJars.single(
        folder.resolve("steps.jar"),
        scratch,
        "Steps",
        "extends org.rank1.plugin.Rank1Plugin { public Steps() { super(\"steps\", \"3\"); }"
            + " @Override protected void configure() { part(org.rank1.schedule.Schedule.class,"
            + " \"stumbling\", org.rank1.plugin.PartFactory.of(org.rank1.plugin.NoOptions.class,"
            + " o -> moment -> 1 / (moment.step() - moment.step()))); } }");
    CommandLineRun run = train("schedule=stumbling");
    assertThat(run.code()).as(run.err()).isEqualTo(3);
    assertThat(run.err())
        .contains(
            "The Schedule \"stumbling\" of plugin steps 3 (", "steps.jar) failed", "/ by zero")
        .doesNotContain("defect of Rank1");
  }

  @Test
  void anArchitectureWithAnotherNumberOfOutputsThanClassesIsRefused() throws IOException {
    PluginJars.single(
        folder.resolve("nets.jar"),
        scratch,
        "Nets",
        "extends org.rank1.plugin.Rank1Plugin { public Nets() { super(\"nets\", \"1\"); } @Override"
            + " protected void configure() { part(org.rank1.architecture.Architecture.class,"
            + " \"short\", org.rank1.plugin.PartFactory.of(org.rank1.plugin.NoOptions.class, o ->"
            + " (input, classes, form) -> new org.rank1.network.NetworkBuilder(\"short\", input,"
            + " form).flatten(\"flat\").dense(\"logits\", classes - 1).build())); } }");
    CommandLineRun run = train("architecture=short");
    assertThat(run.code()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains("\"short\"", "ends in", "classes");
  }

  private CommandLineRun train(String part) {
    return CommandLineRun.of(
        "train",
        "--plugins",
        folder.toString(),
        "dataset=synthetic",
        part,
        "epochs=1",
        "threads=1",
        "device=cpu",
        "output=" + scratch.resolve("run"));
  }

  private static String refusal(Path plugins) {
    CommandLineRun run = CommandLineRun.of("plugins", "--plugins", plugins.toString());
    assertThat(run.code()).as(run.err()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().strip()).startsWith("rank1: ").endsWith(".").doesNotContain("\n");
    return run.err();
  }
}
