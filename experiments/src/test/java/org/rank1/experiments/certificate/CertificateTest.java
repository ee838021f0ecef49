package org.rank1.experiments.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.rank1.experiments.evaluate.TinyModels;
import org.rank1.io.InvalidInputException;
import org.rank1.onnx.export.ExportOptions;
import org.rank1.onnx.verdict.FirstFault;
import org.rank1.onnx.verdict.LayerProof;
import org.rank1.onnx.verdict.LevelVerdict;
import org.rank1.plugin.IllegalOptionException;

/** Certificates of a tiny network are written, repeated, forged and moved. */
class CertificateTest {
  @TempDir private static Path shared;
  private static Path composed;
  private static Path split;
  private static Path json;
  private static Certificate written;

  @TempDir private Path folder;

  @BeforeAll
  static void certify() throws IOException {
    composed = Pair.export("composed", shared.resolve("composed.onnx"));
    split = Pair.export("chain", shared.resolve("split.onnx"));
    written = Pair.certify(composed, split, shared.resolve("report"));
    json = shared.resolve("report/certificate.json");
  }

  @Test
  void aCertificateSaysEverythingThatIsNeededToRepeatIt() {
    assertThat(CertificateFolder.read(json)).isEqualTo(written);
    assertThat(written.equivalent()).isTrue();
    assertThat(written.intact()).isTrue();
    assertThat(written.levels())
        .extracting(LevelVerdict::levelName)
        .containsExactly("none", "basic", "extended", "all");
    assertThat(written.levels())
        .allSatisfy(
            level -> {
              assertThat(level.firstFault()).isNull();
              assertThat(level.equivalence().linearLayersProved()).isEqualTo(3);
              assertThat(level.equivalence().layers())
                  .extracting(LayerProof::name)
                  .contains("conv1", "bn2", "logits");
              assertThat(level.equivalence().runtime()).contains("level " + level.levelName());
            });
    assertThat(written.reference().file()).isEqualTo("composed.onnx");
    assertThat(written.reference().path()).isNull();
    assertThat(written.reference().bytes()).isEqualTo(composed.toFile().length());
    assertThat(written.inputs().dataset()).isEqualTo("synthetic");
    assertThat(written.inputs().options()).containsEntry("test", "4").hasSize(2);
    assertThat(written.inputs().origin()).contains("10 training images, 4 test images");
    assertThat(written.inputs().images()).isEqualTo(3);
    assertThat(written.inputs().random()).isEqualTo(2);
    assertThat(written.inputs().mean()).containsExactly(0.4);
    assertThat(written.speed().candidate().medianMs()).isPositive();
    assertThat(written.machine().cores()).isPositive();
  }

  @Test
  void repeatedOnTheSameMachineEverythingButTheTimesIsTheSame() {
    Reproduction again = Pair.verify(json);
    assertThat(again.summary()).startsWith("Reproduced: all ");
    assertThat(again.reproduced()).isTrue();
    assertThat(again.facts()).hasSizeGreaterThan(60).allMatch(Compared::same);
    assertThat(again.figures()).hasSizeGreaterThan(60).allMatch(Compared::same);
    assertThat(again.latencies())
        .extracting(ComparedLatency::what)
        .containsExactly("reference", "candidate", "speed-up");
  }

  @Test
  void asMuchOfTheFileAsIsNotAboutTimeComesOutAgain() throws IOException {
    Certificate again = Pair.certify(composed, split, folder.resolve("again"));
    assertThat(
            new Certificate(
                again.format(),
                again.version(),
                again.productVersion(),
                written.created(),
                again.reference(),
                again.candidate(),
                again.inputs(),
                again.equivalent(),
                again.levels(),
                written.speed(),
                again.machine(),
                written.sha256()))
        .isEqualTo(written);
    assertThat(folder.resolve("again")).isDirectoryContaining("glob:**certificate.{json,html}");
  }

  @Test
  void withoutItsPageNoCertificateIsLeft() throws IOException {
    Files.createDirectory(folder.resolve("certificate.html"));
    assertThatThrownBy(() -> new CertificateFolder(folder).write(written))
        .hasMessageContaining("certificate.html");
    assertThat(folder.resolve("certificate.json")).doesNotExist();
  }

  @Test
  void aCertificateThatAnotherRunHasWrittenMeanwhileIsKept() throws IOException {
    Path other = Pair.export("pointwise-depthwise", folder.resolve("other.onnx"));
    assertThatThrownBy(
            () ->
                Pair.certify(
                    composed, other, folder, note -> new CertificateFolder(folder).write(written)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("holds a certificate of other models");
    assertThat(folder.resolve("certificate.json")).hasSameTextualContentAs(json);
  }

  static Stream<Arguments> damages() {
    return Stream.of(
        Arguments.of("bn2", "conv2", "p", (Consumer<float[]>) p -> p[3] *= 1.1f),
        Arguments.of("conv1", "conv1", "bias", (Consumer<float[]>) b -> Arrays.fill(b, 0)),
        Arguments.of("logits", "logits", "bias", (Consumer<float[]>) b -> Arrays.fill(b, 0)));
  }

  @ParameterizedTest(name = "{2} of {1}")
  @MethodSource("damages")
  void aDamagedModelIsCertifiedAsSuchWithTheRightLayer(
      String found, String layer, String role, Consumer<float[]> damage) throws IOException {
    Path damaged = Pair.exportDamaged(layer, role, damage, folder.resolve("damaged.onnx"));
    Certificate negative = Pair.certify(composed, damaged, folder.resolve("report"));
    assertThat(negative.equivalent()).isFalse();
    assertThat(negative.levels())
        .hasSize(4)
        .extracting(LevelVerdict::firstFault)
        .allSatisfy(fault -> assertThat(fault.error()).isGreaterThan(10))
        .extracting(FirstFault::layer)
        .containsOnly(found);
    Path file = folder.resolve("report/certificate.json");
    assertThat(file).content().contains("\"layer\" : \"" + found + "\"");
    assertThat(folder.resolve("report/certificate.html"))
        .content()
        .contains("verdict bad", "Not equivalent at any optimization level", "&quot;" + found);
    // A true certificate of a bad model is reproduced.
    assertThat(Pair.verify(file, shared, folder).summary()).startsWith("Reproduced");
  }

  @Test
  void anotherModelUnderTheSameNameIsNoticedBeforeItIsRun() throws IOException {
    Files.copy(composed, folder.resolve("composed.onnx"));
    byte[] bytes = Files.readAllBytes(split);
    bytes[bytes.length / 2] ^= 1;
    Files.write(folder.resolve("split.onnx"), bytes);
    Reproduction result = Pair.verify(json, folder);
    assertThat(result.reproduced()).isFalse();
    assertThat(result.repeated()).isFalse();
    assertThat(result.facts())
        .filteredOn(fact -> !fact.same())
        .singleElement()
        .satisfies(fact -> assertThat(fact.place()).isEqualTo("candidate"));
    assertThat(result.summary())
        .contains("1 of 3 facts differs", "\"candidate: SHA-256\"", "not repeated");
  }

  private Path changed(UnaryOperator<String> change) throws IOException {
    String text = Files.readString(json);
    String other = change.apply(text);
    assertThat(other).isNotEqualTo(text);
    return Files.writeString(folder.resolve("changed.json"), other);
  }

  /** Changed by someone who knows how to compute the hash. */
  private Path forged(UnaryOperator<String> change) throws IOException {
    Certificate forged = CertificateFolder.read(changed(change));
    return Files.writeString(
        folder.resolve("forged.json"),
        CertificateJson.text(forged.withSha256(CertificateJson.contentHash(forged))));
  }

  private static List<String> differences(List<Compared> compared) {
    return compared.stream()
        .filter(one -> !one.same())
        .map(one -> one.place() + ": " + one.what())
        .toList();
  }

  @Test
  void aChangedVerdictIsNoticedWithItsHashAndWithoutIt() throws IOException {
    UnaryOperator<String> lie =
        text ->
            text.replaceFirst(
                "\"equivalent\" : true,\n +\"evidence\"", "\"equivalent\" : false, \"evidence\"");
    assertThat(differences(Pair.verify(changed(lie), shared).facts()))
        .containsExactly("certificate: SHA-256 of the content", "level none: equivalent");
    Reproduction forgery = Pair.verify(forged(lie), shared);
    assertThat(forgery.reproduced()).isFalse();
    assertThat(differences(forgery.facts())).containsExactly("level none: equivalent");
    assertThat(forgery.summary()).contains("the first is \"level none: equivalent\"");
  }

  @Test
  void aBetterProofThanTheWeightsGiveIsNoticedOnEveryMachine() throws IOException {
    Path forgery =
        forged(
            text ->
                text.replaceFirst(
                        "\"kernelDifference\" : 0\\.[0-9E-]*[1-9][0-9E-]*",
                        "\"kernelDifference\" : 0.001")
                    .replaceFirst("\"cpu\" : \"[^\"]+\"", "\"cpu\" : \"another\""));
    Reproduction elsewhere = Pair.verify(forgery, shared);
    assertThat(elsewhere.reproduced()).isFalse();
    assertThat(differences(elsewhere.facts()))
        .singleElement()
        .asString()
        .startsWith("level none: layer \"")
        .endsWith(": weights");
  }

  @Test
  void anotherSeedOfTheInputsIsNoticedByTheirHash() throws IOException {
    Reproduction result =
        Pair.verify(
            forged(text -> text.replace("\"seed\" : " + written.inputs().seed(), "\"seed\" : 5")),
            shared);
    assertThat(result.reproduced()).isFalse();
    assertThat(differences(result.facts())).containsExactly("inputs: SHA-256");
  }

  @Test
  void aBetterErrorThanMeasuredIsNoticedOnEveryMachine() throws IOException {
    UnaryOperator<String> better =
        text ->
            text.replaceFirst(
                "\"candidateMaxAbsError\" : [^,]+", "\"candidateMaxAbsError\" : 1.0E-20");
    Reproduction here = Pair.verify(forged(better), shared);
    assertThat(here.reproduced()).isFalse();
    assertThat(differences(here.facts())).isEmpty();
    assertThat(differences(here.figures())).containsExactly("level none: candidate error");
    assertThat(differences(elsewhere(better).figures()))
        .containsExactly("level none: candidate error");
    assertThat(elsewhere(better).reproduced()).isFalse();
    assertThat(elsewhere(better).summary())
        .contains("by rounding only", "level none: candidate error");
  }

  @Test
  void whatAnotherProcessorMayChangeIsSaidApart() throws IOException {
    double measured = written.levels().get(0).equivalence().measurement().candidateMaxAbsError();
    Reproduction near =
        elsewhere(
            text ->
                text.replaceFirst(
                    "\"candidateMaxAbsError\" : [^,]+",
                    "\"candidateMaxAbsError\" : " + 1.5 * measured));
    assertThat(near.reproduced()).isTrue();
    assertThat(differences(near.surroundings())).containsExactly("machine: processor");
    assertThat(near.summary())
        .contains("machine are not", "level none: candidate error", "speed-up", "not compared");
  }

  @Test
  void anotherJavaExplainsNoFigure() throws IOException {
    double measured = written.levels().get(0).equivalence().measurement().candidateMaxAbsError();
    Reproduction result =
        Pair.verify(
            forged(
                text ->
                    text.replaceFirst("\"java\" : \"[^\"]+\"", "\"java\" : \"99\"")
                        .replaceFirst(
                            "\"candidateMaxAbsError\" : [^,]+",
                            "\"candidateMaxAbsError\" : " + 1.5 * measured)),
            shared);
    assertThat(result.reproduced()).isFalse();
    assertThat(result.summary()).contains("with the same product, runtime and machine");
  }

  @Test
  void aSpeedUpThatNobodyCanMeasureAgainIsNotReproduced() throws IOException {
    UnaryOperator<String> faster =
        text ->
            text.replaceAll("\"speedup(|Low|High)\" : (?!1\\.0,)[^,\\s]+", "\"speedup$1\" : 100.0");
    Reproduction result = Pair.verify(forged(faster), shared);
    assertThat(result.reproduced()).isFalse();
    assertThat(result.summary()).contains("the speed-up is", "recorded is 100.0");
  }

  private Reproduction elsewhere(UnaryOperator<String> change) throws IOException {
    return Pair.verify(
        forged(
            text ->
                change.apply(text).replaceFirst("\"cpu\" : \"[^\"]+\"", "\"cpu\" : \"another\"")),
        shared);
  }

  @Test
  void moreInputsThanFitAreNotMade() throws IOException {
    Path greedy = forged(text -> text.replace("\"random\" : 2", "\"random\" : 100000"));
    assertThatThrownBy(() -> Pair.verify(greedy, shared))
        .isInstanceOf(IllegalOptionException.class)
        .hasMessageContaining("illegal random 100003, must be at most");
  }

  @Test
  void modelsAreFoundBelowTheCertificateBesideItAndWhereTheUserSays() throws IOException {
    Path report = folder.resolve("report");
    Path inside = Files.createDirectories(report.resolve("models"));
    Path one = Files.copy(composed, inside.resolve("model.onnx"));
    Path other = Files.copy(split, folder.resolve("model.onnx"));
    Certificate certificate = Pair.certify(one, other, report);
    assertThat(certificate.reference().path()).isEqualTo("models/model.onnx");
    Path file = report.resolve("certificate.json");
    assertThat(Pair.verify(file).reproduced()).isTrue();
    Path moved = Files.createDirectories(folder.resolve("a/b/c"));
    Path alone = Files.copy(file, moved.resolve("certificate.json"));
    assertThatThrownBy(() -> Pair.verify(alone))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("There is no model \"model.onnx\"", "--models");
    assertThatThrownBy(() -> Pair.verify(alone, moved))
        .hasMessageContainingAll("There is no model \"model.onnx\" in", "named with --models");
    assertThat(Pair.verify(alone, inside, folder).reproduced()).isTrue();
  }

  @Test
  void aLinkDoesNotLeadOutOfTheCertificatesFolder() throws IOException {
    Path report = Files.createDirectories(folder.resolve("a/b/report"));
    Files.copy(json, report.resolve("certificate.json"));
    Files.createSymbolicLink(report.resolve("composed.onnx"), composed);
    Files.createSymbolicLink(report.resolve("split.onnx"), split);
    assertThatThrownBy(() -> Pair.verify(report.resolve("certificate.json")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("There is no model \"composed.onnx\"");
  }

  @Test
  void aFolderThatHoldsSomethingElseIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertRefused(composed, split, file, "is a file, not a folder");
    assertRefused(
        split, composed, json.getParent(), "a certificate of other models, of \"split.onnx\"");
    Path page = Files.createDirectories(folder.resolve("page"));
    Files.writeString(page.resolve("certificate.html"), "mine");
    assertRefused(composed, split, page, "without a certificate.json");
    Path none = Files.createDirectories(folder.resolve("none"));
    Files.writeString(none.resolve("certificate.json"), "{}");
    assertRefused(composed, split, none, "a certificate.json that is no certificate");
    assertThat(page.resolve("certificate.html")).hasContent("mine");
    assertThat(none.resolve("certificate.json")).hasContent("{}");
    assertThat(CertificateFolder.read(json)).isEqualTo(written);
  }

  private static void assertRefused(Path reference, Path candidate, Path report, String why) {
    assertThatThrownBy(() -> Pair.certify(reference, candidate, report))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("\"" + report + "\"", why);
  }

  @Test
  void aCertificateOfTheSameModelsIsReplaced() throws IOException {
    Path report = folder.resolve("report");
    Files.createDirectories(report);
    Files.copy(json, report.resolve("certificate.json"));
    Certificate second = Pair.certify(composed, split, report);
    assertThat(CertificateFolder.read(report.resolve("certificate.json"))).isEqualTo(second);
  }

  @Test
  void whereTheCheckCannotBeMadeNothingIsWritten() throws IOException {
    Path embedded =
        TinyModels.export(
            TinyModels.convolutional("synthetic"),
            new ExportOptions().withEmbeddedPreprocessing(),
            folder.resolve("embedded.onnx"));
    Path report = folder.resolve("report");
    assertThatThrownBy(() -> Pair.certify(composed, embedded, report))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("takes raw pixels");
    assertThat(report).doesNotExist();
  }

  @Test
  void thePageHasBothVerdictsAndEscapesNames() {
    String page =
        CertificatePage.page(
            CertificateJson.parse(
                CertificateJson.text(written)
                    .replace("\"bn2\"", "\"<script>alert(1)</script>\"")
                    .replace("\"split.onnx\"", "\"<b>&.onnx\"")
                    .getBytes(StandardCharsets.UTF_8),
                "test"));
    assertThat(page)
        .contains(
            "Equivalent at every optimization level (none, basic, extended, all): proved for all 3",
            "by their weights, for every input",
            "Proof by weights, for every input",
            "Runs, layer by layer",
            "95 % interval",
            "&lt;script&gt;alert(1)&lt;/script&gt;",
            "Certificate: &lt;b&gt;&amp;.onnx against composed.onnx",
            written.sha256(),
            written.inputs().sha256())
        .doesNotContain("<script", "http:", "https:", "src=", "<b>", "NaN");
  }
}
