package org.rank1.experiments.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import org.rank1.io.InvalidInputException;
import org.rank1.ops.bench.ProjectionResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rank1 bench projection}: speed and nearness of a rank-1 projection. */
@Command(
    name = "projection",
    description =
        "Measures how fast and how near a rank-1 projection is, on Gaussian filters and on kernels"
            + " shaped like those of VGG-16.",
    footer = {"", "Example: ./rank1 bench projection --json"},
    mixinStandardHelpOptions = true)
final class BenchProjectionCommand implements Callable<Integer> {
  private static final int MOST_THREADS = 4096;

  private final CommandFactory.Services services;

  @Option(
      names = "--projection",
      paramLabel = "NAME",
      description = "A projection to rank one (default: ${DEFAULT-VALUE}).")
  private String projection = "rank1-hopm";

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of a projection (default: ${DEFAULT-VALUE}).")
  private int threads = 2;

  @Option(
      names = "--device",
      paramLabel = "NAME",
      description = "auto, cpu or gpu:N (default: ${DEFAULT-VALUE}).")
  private String device = "auto";

  @Option(
      names = "--repeats",
      paramLabel = "N",
      description = "Warm projections of each kernel (default: ${DEFAULT-VALUE}).")
  private int repeats = 10;

  @Mixin private OutputOptions output;

  BenchProjectionCommand(CommandFactory.Services services) {
    this.services = services;
  }

  @Override
  public Integer call() {
    within("--threads", threads, MOST_THREADS);
    within("--repeats", repeats, 10_000);
    Console console = services.console();
    ProjectionResult result =
        services.rank1().bench().projection(projection, device, threads, repeats, console::note);
    console.result(output.json() ? Json.write(result) : text(result));
    return Main.DONE;
  }

  private static void within(String option, int value, int most) {
    if (value < 1 || value > most) {
      throw new InvalidInputException(
          "Illegal %s %d, must be between 1 and %d.".formatted(option, value, most));
    }
  }

  private static String text(ProjectionResult result) {
    ProjectionResult.Gaussian gaussian = result.gaussian256();
    ProjectionResult.Network vgg16 = result.vgg16();
    ProjectionResult.Certify certify = result.certify();
    return String.join(
        System.lineSeparator(),
        format(
            "%s on %s with %d thread%s",
            result.projection(),
            result.device(),
            result.threads(),
            result.threads() == 1 ? "" : "s"),
        format(
            "256 Gaussian filters of 256×3×3: median %.1f ms, fastest %.1f ms; relative error %.6f,"
                + " with 64 starts %.6f; worst of %d seeds %+.1e",
            1e3 * gaussian.seconds(),
            1e3 * gaussian.fastestSeconds(),
            gaussian.relativeError(),
            gaussian.referenceError(),
            gaussian.seeds().size(),
            gaussian.worstExcess()),
        format(
            "VGG-16, %d filters: median %.1f ms, fastest %.1f ms; relative error %.6f",
            vgg16.filters(),
            1e3 * vgg16.seconds(),
            1e3 * vgg16.fastestSeconds(),
            vgg16.relativeError()),
        format(
            "rank1-certify: %.1f %% of %d filters proved within %.0e of the optimum in %.2f s",
            100 * certify.certifiedFraction(),
            certify.filters(),
            certify.gap(),
            certify.seconds()));
  }

  private static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }
}
