package org.rank1.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rank1.experiments.certificate.Pair;

/** {@code validate --report} and {@code verify-certificate} with their exit codes. */
class CertificateCommandsTest {
  @TempDir private static Path shared;
  private static Path composed;
  private static Path split;
  private static Path json;
  private static CommandLineRun made;

  @TempDir private Path folder;

  @BeforeAll
  static void certify() throws IOException {
    composed = Pair.export("composed", shared.resolve("composed.onnx"));
    split = Pair.export("chain", shared.resolve("split.onnx"));
    made = validate(composed, split, shared.resolve("report"), "--json");
    json = shared.resolve("report/certificate.json");
  }

  private static CommandLineRun validate(
      Path reference, Path candidate, Path report, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "validate",
                reference.toString(),
                candidate.toString(),
                "--report",
                report.toString(),
                "--images",
                "3",
                "--random",
                "2",
                "--seconds",
                "0.05"));
    arguments.addAll(List.of(more));
    return CommandLineRun.of(arguments.toArray(String[]::new));
  }

  private static CommandLineRun verify(Path file, String... more) {
    List<String> arguments = new ArrayList<>(List.of("verify-certificate", file.toString()));
    arguments.addAll(List.of(more));
    return CommandLineRun.of(arguments.toArray(String[]::new));
  }

  @Test
  void digitsInFilesAreTheSameEverywhere() throws IOException {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG"));
    try {
      assertThat("%d".formatted(1)).as("what this locale would write").isNotEqualTo("1");
      assertThat(validate(composed, split, folder.resolve("ar")).code()).isZero();
    } finally {
      Locale.setDefault(before);
    }
    for (String file : List.of("ar/certificate.json", "ar/certificate.html")) {
      assertThat(Files.readAllLines(folder.resolve(file)))
          .as(file)
          .noneMatch(line -> line.codePoints().anyMatch(c -> Character.isDigit(c) && c > '9'));
    }
  }

  @Test
  void aGoodSplitIsCertifiedAndReproduced() throws IOException {
    assertThat(made.code()).as(made.err()).isZero();
    assertThat(made.json().path("equivalent").asBoolean()).isTrue();
    assertThat(made.json().path("levels")).hasSize(4);
    assertThat(made.json().path("speed").path("models")).hasSize(2);
    assertThat(made.json().path("certificate").asText()).isEqualTo(json.toString());
    CommandLineRun again = verify(json, "--json");
    assertThat(again.code()).as(again.out()).isZero();
    JsonNode result = again.json();
    assertThat(result.path("reproduced").asBoolean()).isTrue();
    assertThat(result.path("factsThatDiffer")).isEmpty();
    assertThat(result.path("figuresThatDiffer")).isEmpty();
    assertThat(result.path("facts").size()).isGreaterThan(60);
    assertThat(again.err()).contains("3 test images of synthetic", "checking equivalence: ");
  }

  @Test
  void peopleReadWhatIsTheSameAndWhatDiffers() throws IOException {
    Path report = folder.resolve("report");
    CommandLineRun written = validate(composed, split, report);
    assertThat(written.code()).as(written.err()).isZero();
    assertThat(written.out())
        .contains(
            "Equivalence: Equivalent at every optimization level (none, basic, extended, all)",
            "Speed: candidate ",
            "Certificate: " + report.resolve("certificate.json"));
    CommandLineRun same = verify(report.resolve("certificate.json"), "--models", shared.toString());
    assertThat(same.code()).as(same.out()).isZero();
    assertThat(same.out())
        .contains(
            "  same     candidate: SHA-256, bytes",
            "  same     level all: equivalent, evidence",
            "Latencies; of them only the speed-up decides, on the same machine:",
            "Reproduced: all ");
    Path changed =
        Files.writeString(
            folder.resolve("changed.json"),
            Files.readString(json)
                .replaceFirst("\"evidence\" : \"[A-Z_]+\"", "\"evidence\" : \"MEASUREMENT_ONLY\""));
    CommandLineRun different = verify(changed, "--models", shared.toString());
    assertThat(different.code()).isEqualTo(1);
    assertThat(different.out())
        .contains(
            "  differs  certificate: SHA-256 of the content: recorded ",
            "  differs  level none: evidence: recorded MEASUREMENT_ONLY, now PROOF_AND_MEASUREMENT",
            "Not reproduced: 2 of ");
  }

  @Test
  void aDamagedSplitFailsAndTheCertificateNamesTheLayer() throws IOException {
    Path damaged =
        Pair.exportDamaged("conv2", "p", p -> p[3] *= 1.1f, folder.resolve("damaged.onnx"));
    CommandLineRun run = validate(composed, damaged, folder.resolve("report"), "--json");
    assertThat(run.code()).as(run.err()).isEqualTo(1);
    assertThat(run.json().path("equivalent").asBoolean()).isFalse();
    for (JsonNode level : run.json().path("levels")) {
      assertThat(level.path("firstFault").path("layer").asText()).isEqualTo("bn2");
    }
    assertThat(folder.resolve("report/certificate.json")).content().contains("\"bn2\"");
  }

  @Test
  void anotherModelFailsTheVerification() throws IOException {
    Files.copy(composed, folder.resolve("composed.onnx"));
    Files.copy(composed, folder.resolve("split.onnx"));
    CommandLineRun run = verify(json, "--models", folder.toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).contains("  differs  candidate: SHA-256: recorded ", "not repeated");
  }

  @Test
  void aModelIsNoFolderForTheReport() {
    CommandLineRun run = validate(composed, split, composed);
    assertOneSentence(run);
    assertThat(run.err()).contains("composed.onnx\" is a file, not a folder for a certificate.");
  }

  @Test
  void whatRepeatsItCanBePastedIntoAShell() {
    Path report = folder.resolve("it's a report");
    assertThat(validate(composed, split, report).out())
        .contains(
            "verify-certificate '"
                + report.toString().replace("'", "'\\''")
                + "/certificate.json' --models "
                + shared);
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "-1", "Infinity"})
  void aSpeedUpThatCannotBeIsRefusedBeforeAnythingRuns(String ratio) {
    Path report = folder.resolve("report");
    CommandLineRun run = validate(composed, split, report, "--min-speedup", ratio);
    assertOneSentence(run);
    assertThat(run.err()).contains(" at --min-speedup, must be a finite number of at least 0.");
    assertThat(report).doesNotExist();
    CommandLineRun layers = CommandLineRun.of("bench", "layers", "--min-ratio", ratio);
    assertOneSentence(layers);
    assertThat(layers.err()).contains("at --min-ratio");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no certificate", "{\"format\" : \"rank1-certificate\"}"})
  void whatIsNoCertificateIsOneSentence(String text) throws IOException {
    assertOneSentence(verify(Files.writeString(folder.resolve("wrong.json"), text)));
  }

  @Test
  void pathsThatLeadOutAreOneSentence() throws IOException {
    String text = Files.readString(json);
    for (String path : new String[] {"\"../composed.onnx\"", "\"" + composed + "\""}) {
      Path file =
          Files.writeString(
              folder.resolve("hostile.json"),
              text.replaceFirst("\"path\" : null", "\"path\" : " + path));
      CommandLineRun run = verify(file);
      assertOneSentence(run);
      assertThat(run.err()).contains("Illegal file " + path);
    }
    Path alone = Files.createDirectories(folder.resolve("a/b"));
    CommandLineRun lost = verify(Files.copy(json, alone.resolve("certificate.json")));
    assertOneSentence(lost);
    assertThat(lost.err()).contains("There is no model \"composed.onnx\"");
  }

  private static void assertOneSentence(CommandLineRun run) {
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().strip().lines()).hasSize(1);
    assertThat(run.err()).startsWith("rank1: ");
  }
}
