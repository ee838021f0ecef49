package org.rank1.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Scripts read 1 as "the check failed", so nothing else may end with it. */
class ExitCodesTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(OutputStream out) {
    return Main.run(
        Console.plain(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8)),
        "plugins");
  }

  /** An output that fails as the given action does. */
  private static OutputStream failing(Failure failure) {
    return new OutputStream() {
      @Override
      public void write(int value) throws IOException {
        failure.happen();
      }
    };
  }

  private interface Failure {
    void happen() throws IOException;
  }

  @Test
  void resultsThatCannotBeWrittenAreAFailure() {
    int code =
        run(
            failing(
                () -> {
                  throw new IOException("No space left on device");
                }));
    assertThat(code).isEqualTo(Main.DEFECT);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("could not be written");
  }

  @Test
  void anErrorIsADefectAndNoFailedCheck() {
    int code =
        run(
            failing(
                () -> {
                  throw new AssertionError("impossible");
                }));
    assertThat(code).isEqualTo(Main.DEFECT);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .startsWith("rank1: This is a defect of Rank1")
        .contains("AssertionError: impossible");
  }

  @Test
  void whatCannotBeLoadedIsADefectWithoutPlugins() {
    int code =
        run(
            failing(
                () -> {
                  throw new NoClassDefFoundError("gone");
                }));
    assertThat(code).isEqualTo(Main.DEFECT);
  }
}
