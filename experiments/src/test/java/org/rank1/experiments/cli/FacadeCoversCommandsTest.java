package org.rank1.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.rank1.Benchmarks;
import org.rank1.Models;
import org.rank1.Rank1;
import org.rank1.Training;
import picocli.CommandLine;

/** The façade does everything the commands do: by which methods, says the table. */
class FacadeCoversCommandsTest {
  private record Facade(Class<?> type, String method) {}

  /** Every command, and the methods of the façade that it is. A new command needs a line here. */
  private static final Map<String, List<Facade>> METHODS =
      Map.ofEntries(
          Map.entry("demo", List.of(new Facade(Rank1.class, "demo"))),
          Map.entry(
              "train",
              List.of(new Facade(Training.class, "run"), new Facade(Training.class, "seeds"))),
          Map.entry("resume", List.of(new Facade(Rank1.class, "resume"))),
          Map.entry(
              "export",
              List.of(new Facade(Rank1.class, "load"), new Facade(Models.class, "export"))),
          Map.entry(
              "validate",
              List.of(new Facade(Models.class, "compare"), new Facade(Models.class, "certify"))),
          Map.entry("verify-certificate", List.of(new Facade(Models.class, "verifyCertificate"))),
          Map.entry("evaluate", List.of(new Facade(Models.class, "evaluate"))),
          Map.entry("predict", List.of(new Facade(Models.class, "predict"))),
          Map.entry("analyze", List.of(new Facade(Rank1.class, "analyze"))),
          Map.entry("bench inference", List.of(new Facade(Benchmarks.class, "inference"))),
          Map.entry("bench layers", List.of(new Facade(Benchmarks.class, "layers"))),
          Map.entry("bench projection", List.of(new Facade(Benchmarks.class, "projection"))),
          Map.entry("bench train", List.of(new Facade(Benchmarks.class, "train"))),
          Map.entry("doctor", List.of(new Facade(Rank1.class, "diagnose"))),
          Map.entry("plugins", List.of(new Facade(Rank1.class, "options"))));

  @Test
  void everyCommandHasMethodsOfTheFacadeAndNoMethodIsLeftOver() {
    assertThat(commands().keySet()).containsExactlyInAnyOrderElementsOf(METHODS.keySet());
  }

  @Test
  void everyCommandCallsItsMethods() {
    JavaClasses classes = new ClassFileImporter().importPackages("org.rank1.experiments.cli");
    commands()
        .forEach(
            (command, type) -> {
              JavaClass called = classes.get(type);
              for (Facade facade : METHODS.getOrDefault(command, List.of())) {
                assertThat(called.getMethodCallsFromSelf())
                    .as("%s calls %s", command, facade)
                    .anyMatch(
                        call ->
                            call.getTargetOwner().isEquivalentTo(facade.type())
                                && call.getName().equals(facade.method()));
              }
            });
  }

  /** All commands that do something, by what is typed, with their classes. */
  private static Map<String, Class<?>> commands() {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    CommandFactory factory =
        new CommandFactory(Console.plain(nowhere, nowhere), Optional::empty, Map.of());
    Map<String, Class<?>> found = new TreeMap<>();
    collect("", new CommandLine(new Rank1Command(Map.of()), factory), found);
    return found;
  }

  private static void collect(String prefix, CommandLine line, Map<String, Class<?>> found) {
    line.getSubcommands()
        .forEach(
            (name, command) -> {
              if (command.getSubcommands().isEmpty()) {
                found.put(prefix + name, command.getCommandSpec().userObject().getClass());
              } else {
                collect(prefix + name + " ", command, found);
              }
            });
  }
}
