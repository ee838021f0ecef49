package org.rank1.experiments.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.rank1.filter.FloatTensor;
import org.rank1.io.InvalidInputException;
import org.rank1.onnx.proof.WeightProof;
import org.rank1.onnx.runtime.OnnxRuntimeOptions.OptimizationLevel;
import org.rank1.onnx.verdict.EquivalenceReport;
import org.rank1.onnx.verdict.Evidence;
import org.rank1.onnx.verdict.FirstFault;
import org.rank1.onnx.verdict.LatencyReport;
import org.rank1.onnx.verdict.LayerProof;
import org.rank1.onnx.verdict.LevelVerdict;
import org.rank1.onnx.verdict.ModelLatency;
import org.rank1.onnx.verdict.NetworkMeasurement;

/** What is read as a certificate, and what is refused with one sentence. */
class CertificateReadingTest {
  private static final String HASH = "0123456789abcdef".repeat(4);

  @TempDir private Path folder;
  private static String text;

  @BeforeAll
  static void write() {
    text = CertificateJson.text(certificate());
  }

  private static Certificate certificate() {
    NetworkMeasurement network = new NetworkMeasurement("logits", 3, 1e-7, Double.NaN, 1e-6, 1, 0);
    LayerProof layer =
        new LayerProof(
            "conv1",
            WeightProof.notReduced("\"conv1/relu\" (Relu): its operator is not linear"),
            8,
            9,
            7,
            0.25,
            Double.POSITIVE_INFINITY,
            1e-6,
            true);
    List<LevelVerdict> levels =
        Stream.of(OptimizationLevel.values())
            .map(
                level ->
                    new LevelVerdict(
                        level,
                        new EquivalenceReport(
                            false,
                            Evidence.PARTIAL_PROOF_AND_MEASUREMENT,
                            List.of(layer),
                            2,
                            1,
                            network,
                            5,
                            "a runtime",
                            "layer \"conv1\" is wrong."),
                        new FirstFault(
                            "conv1",
                            FirstFault.Search.LAYER_BY_LAYER,
                            Double.POSITIVE_INFINITY,
                            1)))
            .toList();
    return new Certificate(
        Certificate.FORMAT,
        Certificate.VERSION,
        "1",
        "2026-01-31T12:00:00Z",
        new CertifiedModel("a.onnx", "models/a.onnx", HASH, 10),
        new CertifiedModel("b.onnx", null, HASH, 11),
        new CertifiedInputs(
            "synthetic",
            true,
            Map.of("seed", "1"),
            "generated",
            4,
            1,
            -3,
            "external",
            List.of(-0.5),
            List.of(0.25),
            HASH),
        false,
        levels,
        new CertifiedSpeed(
            1,
            0.1,
            0,
            0.95,
            -7,
            HASH,
            new LatencyReport(
                "a runtime",
                1,
                1,
                10,
                0.95,
                List.of(
                    new ModelLatency("reference", 2, 1, 3, 1, 1, 1),
                    new ModelLatency("candidate", 1, 1, 1, 2, 1.5, 2.5)))),
        new CertifiedMachine("cpu", "system", 2, "17"),
        HASH);
  }

  private Certificate read(String json) throws IOException {
    return CertificateFolder.read(Files.writeString(folder.resolve("certificate.json"), json));
  }

  @Test
  void everyValueIsReadAsItWasWritten() throws IOException {
    assertThat(read(text)).isEqualTo(certificate());
    assertThat(text).contains("\"candidateErrorOverBound\" : \"Infinity\"", ": \"NaN\"");
    assertThat(read(text.replaceAll("\\s+", " "))).isEqualTo(certificate());
  }

  @Test
  void theHashIsThatOfTheContentWhateverItsWhiteSpace() throws IOException {
    assertThat(certificate().intact()).isFalse();
    String hash = CertificateJson.contentHash(certificate());
    Certificate sealed = certificate().withSha256(hash);
    assertThat(sealed.intact()).isTrue();
    assertThat(read(CertificateJson.text(sealed).replaceAll("\\s+", " ")).intact()).isTrue();
    assertThat(read(CertificateJson.text(sealed).replace("\"rounds\" : 10", "\"rounds\" : 11")))
        .satisfies(changed -> assertThat(changed.intact()).isFalse());
  }

  static Stream<Arguments> wrong() {
    return Stream.of(
        wrong("its \"format\" is not \"rank1-certificate\"", text -> ""),
        wrong("it is no JSON", text -> "certificate"),
        wrong(
            "it is no JSON, Unexpected end-of-input within/between Object entries in line 40.",
            text -> text.lines().limit(40).collect(Collectors.joining("\n"))),
        wrong("it is no JSON", text -> text + "{}"),
        wrong("it is no JSON", text -> "[".repeat(50_000)),
        wrong(
            "it is no JSON", text -> text.replaceFirst("\"bytes\"", "\"file\" : \"\", \"bytes\"")),
        wrong("its \"format\" is not \"rank1-certificate\"", text -> "[]"),
        wrong("its \"format\" is not", text -> text.replace("rank1-certificate", "other")),
        wrong("its version is 1, this product reads version 2", replacing("\"version\" : 2", 1)),
        wrong("its version is \"2\"", replacing("\"version\" : 2", "\"2\"")),
        wrong("it has no reference.bytes", text -> text.replaceFirst(",\\s+\"bytes\" : 10", "")),
        wrong(
            "Unknown key \"bites\" at reference.bites in \"",
            text -> text.replaceFirst("\"bytes\"", "\"bites\" : 1, \"bytes\"")),
        wrong(
            "Illegal value \"10\" at reference.bytes in \"", replacing("\"bytes\" : 10", "\"10\"")),
        wrong("must be a whole number", replacing("\"bytes\" : 10", "10.5")),
        wrong("Illegal value -10 at reference.bytes", replacing("\"bytes\" : 10", -10)),
        wrong("(99999999999) out of range", replacing("\"images\" : 4", "99999999999")),
        wrong("at least 0", replacing("\"maxAbsOutput\" : 3.0", "1e999")),
        wrong("Illegal value 1 at equivalent in", replacing("\"equivalent\" : false", 1)),
        wrong("must be true or false", replacing("\"conclusive\" : true", "\"true\"")),
        wrong("levels[0].equivalence.layers[0].name", replacing("\"name\" : \"conv1\"", "[]")),
        wrong(
            "must be one of NONE, BASIC, EXTENDED, ALL",
            replacing("\"level\" : \"BASIC\"", "\"MOST\"")),
        wrong("Illegal levels [NONE, NONE", replacing("\"level\" : \"BASIC\"", "\"NONE\"")),
        wrong("Illegal value null at reference.file", replacing("\"file\" : \"a.onnx\"", "null")),
        wrong("all printable", replacing("\"cpu\" : \"cpu\"", "\"\\u001b[2J\"")),
        wrong(
            "at most 4096 characters",
            replacing("\"cpu\" : \"cpu\"", "\"" + "x".repeat(5000) + "\"")),
        wrong("must be a SHA-256", text -> text.replaceFirst(HASH, HASH.substring(1) + "G")),
        wrong("Illegal value \"1.0E9\" at speed.seconds", replacing("\"seconds\" : 0.1", "1e9")),
        wrong("Illegal value \"5000\" at speed.threads", replacing("\"threads\" : 1", 5000)),
        wrong(
            "Illegal models [reference, other]",
            replacing("\"name\" : \"candidate\"", "\"other\"")),
        path("/etc/a.onnx"),
        path("../a.onnx"),
        path("models/../../a.onnx"),
        path("models/./a.onnx"),
        path("models//a.onnx"),
        path("C:/a.onnx"),
        path("models\\\\..\\\\a.onnx"),
        path(""),
        wrong("Illegal file \"../a.onnx\"", replacing("\"file\" : \"a.onnx\"", "\"../a.onnx\"")),
        wrong("Illegal file \"/a.onnx\"", replacing("\"file\" : \"a.onnx\"", "\"/a.onnx\"")),
        wrong("Illegal file \"..\"", replacing("\"file\" : \"a.onnx\"", "\"..\"")));
  }

  private static Arguments wrong(String why, UnaryOperator<String> change) {
    return Arguments.of(why, change);
  }

  private static Arguments path(String path) {
    return wrong(
        "must be names of at most", replacing("\"path\" : \"models/a.onnx\"", "\"" + path + "\""));
  }

  /** The first such entry with another value. */
  private static UnaryOperator<String> replacing(String entry, Object value) {
    return text -> {
      int at = text.indexOf(entry);
      assertThat(at).as(entry).isNotNegative();
      String key = entry.substring(0, entry.indexOf(':') + 1);
      return text.substring(0, at) + key + " " + value + text.substring(at + entry.length());
    };
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrong")
  void whatIsNoCertificateIsRefusedWithOneSentence(String why, UnaryOperator<String> change) {
    assertThatThrownBy(() -> read(change.apply(text)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll(why, "certificate.json\"")
        .satisfies(e -> assertThat(e.getMessage()).matches(".+[.?]"));
  }

  @Test
  void aHugeFileIsNotRead() throws IOException {
    Path huge = folder.resolve("certificate.json");
    try (RandomAccessFile file = new RandomAccessFile(huge.toFile(), "rw")) {
      file.setLength(5L << 30);
    }
    assertThatThrownBy(() -> CertificateFolder.read(huge))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("certificate.json\"", "more than 16777216 bytes");
    assertThatThrownBy(() -> CertificateFolder.read(folder))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("is a folder; name the certificate.json");
  }

  @Test
  void tensorsAreHashedWithTheirShapes() {
    FloatTensor flat = FloatTensor.filled(List.of(40_000), 0.5f);
    String hash = Hashes.of(List.of(flat));
    assertThat(hash).matches("[0-9a-f]{64}").isEqualTo(Hashes.of(List.of(flat.copy())));
    assertThat(Hashes.of(List.of(flat.reshape(List.of(200, 200))))).isNotEqualTo(hash);
    FloatTensor other = flat.copy();
    other.data()[39_999] = 0.25f;
    assertThat(Hashes.of(List.of(other))).isNotEqualTo(hash);
    // sha256 of the bytes 01000000 02000000 0000803f 00000040
    assertThat(Hashes.of(List.of(FloatTensor.of(List.of(2), new float[] {1, 2}))))
        .isEqualTo("bdd66379605d2ac066bcdb6c660770fb7544d5bd50cf9d3f08919691972310de");
  }
}
