package org.rank1.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Counts how commands ended, and keeps what ended otherwise than it may: in {@code target/stress},
 * with the files that made it so.
 */
final class Campaign {
  private static final Path KEPT = Path.of("target", "stress");
  private static final int SLOWEST_SECONDS = 60;
  private static final int ENOUGH = 40;

  private final String name;
  private final Path folder;
  private final Map<Integer, Integer> codes = new TreeMap<>();
  private final List<String> wrong = new ArrayList<>();
  private final List<String> files;

  /**
   * Begins to count.
   *
   * @param folder whose files, as they are now, are all that commands may leave there
   */
  Campaign(String name, Path folder) throws IOException {
    this.name = name;
    this.folder = folder;
    this.files = files();
  }

  /** How many of a number of trials are to be made: {@code -Drank1.stress.percent}, 100 if none. */
  static int share(int trials) {
    return Math.max(1, trials * Integer.getInteger("rank1.stress.percent", 100) / 100);
  }

  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.map(each -> folder.relativize(each).toString()).sorted().toList();
    }
  }

  /** Runs a command and holds it to what every command keeps to. */
  void run(int trial, Path mutant, String... command) throws IOException {
    long start = System.nanoTime();
    CommandLineRun run;
    try {
      run = CommandLineRun.of(command);
    } catch (Throwable e) { // whatever it is, it is what is looked for
      run = new CommandLineRun(-1, "", e.toString());
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    codes.merge(run.code(), 1, Integer::sum);
    String fault = fault(run);
    if (seconds > SLOWEST_SECONDS) {
      fault += " took %.0f s;".formatted(seconds);
    }
    if (!fault.isEmpty()) {
      Files.createDirectories(KEPT);
      Path kept = KEPT.resolve("%s-%d-%s".formatted(name, trial, mutant.getFileName()));
      if (Files.isRegularFile(mutant)) {
        Files.copy(mutant, kept, StandardCopyOption.REPLACE_EXISTING);
      }
      String said = run.err().substring(0, Math.min(700, run.err().length()));
      wrong.add(name + " " + trial + ":" + fault + " " + String.join(" ", command) + "\n" + said);
    }
    assertThat(wrong).as("%s: too many to go on", name).hasSizeLessThan(ENOUGH);
  }

  private String fault(CommandLineRun run) throws IOException {
    StringBuilder fault = new StringBuilder();
    if (run.code() < 0 || run.code() > 2) {
      fault.append(" exit ").append(run.code()).append(';');
    }
    if (run.code() == 2) {
      if (run.err().lines().filter(line -> line.startsWith("rank1: ")).count() != 1) {
        fault.append(" not one sentence;");
      }
      if (!files().equals(files)) {
        fault.append(" left ").append(files()).append(';');
      }
    }
    if (run.err().contains("\tat ")) {
      fault.append(" a trace;");
    }
    boolean steering =
        run.err().chars().anyMatch(c -> c != '\n' && c != '\r' && Character.isISOControl(c));
    if (steering) {
      fault.append(" control characters;");
    }
    return fault.toString();
  }

  /** Writes the counts, and fails if a command ended otherwise than it may. */
  void end() throws IOException {
    Files.createDirectories(KEPT);
    int runs = codes.values().stream().mapToInt(Integer::intValue).sum();
    Files.writeString(
        KEPT.resolve(name + ".txt"),
        "%s: %d runs, by exit code %s, %d wrong%n%s%n"
            .formatted(name, runs, codes, wrong.size(), String.join("\n", wrong)));
    assertThat(wrong).as("%s, by exit code %s", name, codes).isEmpty();
    assertThat(codes.getOrDefault(2, 0)).as("refused of %d", runs).isPositive();
  }
}
