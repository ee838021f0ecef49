package org.rank1.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every command that writes, given places where it cannot, and inputs that end early: exit code 2
 * with one sentence, inputs as they were, nothing half written.
 */
@Tag("stress")
@EnabledOnOs(OS.LINUX)
class FaultsStressTest {
  /** A command that writes, up to its place, which follows. */
  private record Writer(String name, List<String> words, String prefix) {
    String[] to(String place) {
      List<String> all = new ArrayList<>(words);
      all.add(prefix + place);
      return all.toArray(String[]::new);
    }
  }

  @TempDir private static Path folder;
  private static Path run;
  private static Path model;
  private static Path certificate;

  @BeforeAll
  static void writeInputs() throws IOException {
    run = folder.resolve("run");
    model = folder.resolve("model.onnx");
    done(writers().get(0).to(run.toString()));
    done(writers().get(1).to(model.toString()));
    done(writers().get(4).to(folder.resolve("report").toString()));
    certificate = folder.resolve("report/certificate.json");
  }

  private static void done(String... command) {
    CommandLineRun run = CommandLineRun.of(command);
    assertThat(run.code()).as(run.err()).isZero();
  }

  private static List<Writer> writers() {
    String from = String.valueOf(run);
    String file = String.valueOf(model);
    return List.of(
        new Writer(
            "train",
            List.of(
                "train",
                "dataset=synthetic",
                "dataset.train=32",
                "dataset.test=16",
                "dataset.height=12",
                "dataset.width=12",
                "dataset.classes=3",
                "architecture.widths=4,6,6",
                "parameterization=rank1",
                "threads=1",
                "epochs=1",
                "metrics=jsonl"),
            "output="),
        new Writer("export", List.of("export", from), "--output="),
        new Writer(
            "export auto",
            List.of("export", from, "--form", "auto", "--plan-seconds", "0.01"),
            "--output="),
        new Writer(
            "export int8",
            List.of("export", from, "--precision", "int8", "--calibration", "4"),
            "--output="),
        new Writer(
            "validate",
            List.of("validate", file, file, "--images", "1", "--random", "1", "--seconds", "0.01"),
            "--report="),
        new Writer("analyze", List.of("analyze", file, "--images", "1"), "--output="),
        new Writer("demo", List.of("demo"), "--output="));
  }

  /** Places where nothing can be written, for anybody: root passes over permissions. */
  private static Map<String, String> places() throws IOException {
    Path file = Files.writeString(folder.resolve("occupied"), "keep");
    Map<String, String> places = new LinkedHashMap<>();
    places.put("a file where a folder is needed", file + "/below");
    places.put("deep below a file", file + "/below/deeper/deepest");
    places.put("a file system without files", "/proc/rank1-stress");
    places.put("below one", "/proc/self/rank1/stress");
    places.put("a full device", link("full", "/dev/full").toString());
    places.put("below a device", "/dev/null/stress");
    places.put("a name that is too long", folder.resolve("x".repeat(300)).toString());
    places.put("a path that is too long", folder.resolve("y/".repeat(2500)).toString());
    places.put("a null character", folder + "/a\0b");
    return places;
  }

  private static Path link(String name, String target) throws IOException {
    Path link = folder.resolve(name);
    return Files.exists(link, LinkOption.NOFOLLOW_LINKS)
        ? link
        : Files.createSymbolicLink(link, Path.of(target));
  }

  private static Map<String, String> contents() throws IOException {
    Map<String, String> contents = new LinkedHashMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path each : files.filter(Files::isRegularFile).sorted().toList()) {
        contents.put(
            each.toString(), new String(Files.readAllBytes(each), StandardCharsets.ISO_8859_1));
      }
    }
    return contents;
  }

  private static Optional<String> fault(Map<String, String> before, String... command)
      throws IOException {
    CommandLineRun run;
    try {
      run = CommandLineRun.of(command);
    } catch (RuntimeException | Error e) {
      return Optional.of("threw " + e);
    }
    List<String> faults = new ArrayList<>();
    if (run.code() != 2) {
      faults.add("exit " + run.code());
    }
    if (run.err().lines().filter(line -> line.startsWith("rank1: ")).count() != 1
        || run.err().contains("\tat ")) {
      faults.add("not one sentence");
    }
    if (!contents().equals(before)) {
      faults.add("left or changed files: " + contents().keySet());
    }
    String said = run.err().substring(0, Math.min(500, run.err().length()));
    return faults.isEmpty() ? Optional.empty() : Optional.of(faults + " " + said);
  }

  private static void hold(String name, int count, Map<String, String> wrong) throws IOException {
    Path kept = Files.createDirectories(Path.of("target", "stress"));
    StringBuilder text =
        new StringBuilder("%s: %d faults, %d wrong%n".formatted(name, count, wrong.size()));
    wrong.forEach((fault, what) -> text.append(fault).append(": ").append(what).append('\n'));
    Files.writeString(kept.resolve(name + ".txt"), text);
    assertThat(wrong).isEmpty();
  }

  @Test
  void placesWhereNothingCanBeWritten() throws IOException {
    Map<String, String> places = places();
    Map<String, String> wrong = new LinkedHashMap<>();
    int count = 0;
    for (Writer writer : writers()) {
      for (Map.Entry<String, String> place : places.entrySet()) {
        count++;
        Map<String, String> before = contents();
        fault(before, writer.to(place.getValue()))
            .ifPresent(what -> wrong.put(writer.name() + " to " + place.getKey(), what));
      }
    }
    hold("places", count, wrong);
  }

  @Test
  void inputsThatEndEarlyOrAreMissing() throws IOException {
    Path report = folder.resolve("second-report");
    Path page = folder.resolve("page.html");
    Path out = folder.resolve("second.onnx");
    Map<Path, List<String[]>> readers = new LinkedHashMap<>();
    readers.put(
        run.resolve("model.snapshot"),
        List.of(
            new String[] {"export", run.toString(), "-o", out.toString()},
            new String[] {"analyze", run.toString(), "-o", page.toString()}));
    readers.put(
        model,
        List.of(
            new String[] {
              "validate", model.toString(), model.toString(), "--report", report.toString()
            },
            new String[] {"analyze", model.toString(), "-o", page.toString()}));
    readers.put(
        certificate,
        List.<String[]>of(new String[] {"verify-certificate", certificate.toString()}));
    Map<String, String> wrong = new LinkedHashMap<>();
    int count = 0;
    for (Map.Entry<Path, List<String[]>> reader : readers.entrySet()) {
      byte[] whole = Files.readAllBytes(reader.getKey());
      for (int eighths = 0; eighths < 8; eighths++) {
        Files.write(reader.getKey(), Arrays.copyOf(whole, whole.length * eighths / 8));
        Map<String, String> before = contents();
        for (String[] command : reader.getValue()) {
          count++;
          String name = command[0] + " of " + eighths + "/8 of " + reader.getKey().getFileName();
          fault(before, command).ifPresent(what -> wrong.put(name, what));
        }
      }
      Files.write(reader.getKey(), whole);
    }
    hold("cut-inputs", count, wrong);
  }
}
