package org.rank1.experiments.cli;

import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.rank1.experiments.train.TrainingException;
import org.rank1.experiments.train.TrainingStopped;
import org.rank1.io.InvalidInputException;
import org.rank1.plugin.IllegalOptionException;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Entry point: parses, runs one command, and turns failures into exit codes. */
public final class Main {
  /** Done. */
  static final int DONE = 0;

  /** A check the user asked for failed, or training came to nothing. */
  static final int CHECK_FAILED = 1;

  /** Input or usage is wrong. */
  static final int INVALID = 2;

  /** A defect of the product or the machine. */
  static final int DEFECT = 3;

  /** Stopped by a signal: what a shell makes of SIGINT. */
  static final int STOPPED = 130;

  private Main() {}

  /** Runs the command line and exits with its code. */
  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT); // what is written here is English, digits included
    int code = DEFECT; // also if the console itself cannot be had
    try {
      code = run(console(), System.getenv(), arguments);
    } finally {
      if (!Interruption.isEnding()) { // else Java is shutting down and says by which signal
        // Engines keep non-daemon threads; the work is done.
        System.exit(code);
      }
    }
  }

  private static Console console() {
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    return new Console(
        new PrintStream(System.out, true, StandardCharsets.UTF_8),
        err,
        Boolean.getBoolean("rank1.terminal")
            ? StatusLine.of(err, System.getenv())
            : StatusLine.none(err));
  }

  /** Runs the command line without an environment and returns its exit code. */
  static int run(Console console, String... arguments) {
    return run(console, Map.of(), arguments);
  }

  /**
   * Runs the command line and returns its exit code. Nothing leaves it, since Java ends with 1
   * then, which says that a check failed.
   */
  static int run(Console console, Map<String, String> environment, String... arguments) {
    Rank1Command root = new Rank1Command(environment);
    CommandFactory factory = new CommandFactory(console, root::plugins, environment);
    try {
      int code = line(console, root, factory).execute(arguments);
      if (console.out().checkError()) {
        console.error("The result could not be written to standard output.");
        return DEFECT;
      }
      return code;
    } catch (Throwable e) {
      return failed(console, factory, root, e, new CommandLine(root, factory).getCommandSpec());
    }
  }

  private static CommandLine line(Console console, Rank1Command root, CommandFactory factory) {
    return new CommandLine(root, factory)
        .setOut(console.outWriter())
        .setErr(console.errWriter())
        .setParameterExceptionHandler((e, args) -> usage(console, e))
        .setExecutionExceptionHandler(
            (e, command, result) -> failed(console, factory, root, e, command.getCommandSpec()))
        .setExitCodeExceptionMapper(e -> INVALID)
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  private static String reason(FileSystemException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    } else if (e instanceof NoSuchFileException) {
      return "there is no such file or folder";
    } else if (e instanceof FileAlreadyExistsException) {
      return "there is a file where a folder is needed";
    }
    return e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
  }

  private static int usage(Console console, ParameterException e) {
    StringBuilder sentence = new StringBuilder(String.valueOf(e.getMessage()));
    if (e instanceof UnmatchedArgumentException unmatched
        && !unmatched.getSuggestions().isEmpty()) {
      sentence.append(". Did you mean \"").append(unmatched.getSuggestions().get(0)).append("\"?");
    }
    CommandSpec command = e.getCommandLine().getCommandSpec();
    if (e instanceof UnmatchedArgumentException unmatched) {
      asFlag(unmatched.getUnmatched().get(0), command)
          .ifPresent(flag -> sentence.append(". Did you mean \"").append(flag).append("\"?"));
    }
    console.error(sentence + " (see " + command.qualifiedName() + " --help)");
    return INVALID;
  }

  /** A setting as {@code train} takes it, {@code data=DIR}, as the flag of another command. */
  private static Optional<String> asFlag(String argument, CommandSpec command) {
    int equals = argument.indexOf('=');
    String flag = "--" + argument.substring(0, Math.max(0, equals));
    return equals > 0 && command.findOption(flag) != null
        ? Optional.of(flag + " " + argument.substring(equals + 1))
        : Optional.empty();
  }

  private static int failed(
      Console console,
      CommandFactory factory,
      Rank1Command root,
      Throwable e,
      CommandSpec command) {
    if (e instanceof TrainingStopped) {
      console.error(String.valueOf(e.getMessage()));
      return STOPPED;
    }
    if (e instanceof TrainingException) {
      console.error(String.valueOf(e.getMessage()));
      return CHECK_FAILED;
    }
    Optional<String> sentence = sentence(root, e, command);
    if (sentence.isPresent()) {
      console.error(sentence.get());
      return INVALID;
    }
    console.error(
        factory
            .culprit(e)
            .map(
                part ->
                    "The %s \"%s\" of plugin %s failed; please tell its author what follows."
                        .formatted(part.socket().getSimpleName(), part.name(), part.origin()))
            .orElse("This is a defect of Rank1; please report it with what follows."));
    e.printStackTrace(console.err());
    return DEFECT;
  }

  /** What is to be said about a failure that is none of ours; empty if it is. */
  private static Optional<String> sentence(Rank1Command root, Throwable e, CommandSpec command) {
    if (e instanceof IllegalOptionException refusal) {
      return Optional.of(Flags.sentence(refusal, command));
    } else if (e instanceof InvalidInputException invalid) {
      return Flags.ofPart(invalid, command).or(() -> Optional.of(String.valueOf(e.getMessage())));
    } else if (e instanceof OutOfMemoryError) {
      return Optional.of(
          "The command needs more memory than the %d MiB that Java may use (%s); give it less to do, or more with RANK1_JAVA_OPTS=-Xmx8g."
              .formatted(Runtime.getRuntime().maxMemory() >> 20, e.getMessage()));
    } else if (e instanceof StackOverflowError) {
      return Optional.of("What was given is nested too deeply to be worked on.");
    } else if (e instanceof LinkageError) {
      return root.plugins()
          .map(
              folder ->
                  "A plugin in \"%s\" does not fit this version of Rank1: %s."
                      .formatted(folder, e));
    }
    Throwable cause = e instanceof UncheckedIOException && e.getCause() != null ? e.getCause() : e;
    return cause instanceof FileSystemException file
        ? Optional.of("Cannot use \"%s\": %s.".formatted(file.getFile(), reason(file)))
        : Optional.empty();
  }
}
