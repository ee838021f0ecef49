package org.rank1.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Typical mistakes at the command line: one sentence, exit code 2, nothing on standard output. */
class MistakesTest {
  @TempDir Path folder;

  static Stream<Arguments> mistakes() {
    return Stream.of(
        mistake(
            "Unknown projection \"rank1-hop\" at projection.name. Available: bsconv-svd,"
                + " cp-als, depthwise-separable-svd, filter-cp-als, none, rank1-certify, rank1-hopm,"
                + " rank1-hosvd, soft, spatial-svd, tt-svd, tucker2-hooi. Did you mean \"rank1-hopm\"?",
            "train",
            "projection=rank1-hop"),
        mistake(
            "Unknown optimizer \"adma\" at optimizer.name. Available: adagrad, adam, adamw, momentum,"
                + " nesterov, riemannian-sgd, rmsprop, sgd. Did you mean \"adam\"?",
            "train",
            "optimizer=adma"),
        mistake(
            "Unknown architecture \"vgg-smal\" at architecture.name.",
            "train",
            "architecture=vgg-smal"),
        mistake(
            "Unknown parameterization \"rank-1\" at parameterization.name.",
            "train",
            "parameterization=rank-1"),
        mistake("Did you mean \"epochs\"?", "train", "epoch=3"),
        mistake(
            "Unknown option \"learningrate\" at optimizer.learningrate on the command line.",
            "train",
            "optimizer.learningrate=0.1"),
        mistake("Illegal value \"ten\" at epochs, must be a whole number.", "train", "epochs=ten"),
        mistake("Illegal epochs -1, must be within", "train", "epochs=-1"),
        mistake("There is no configuration \"missing.yaml\".", "train", "missing.yaml"),
        mistake("Did you mean \"optimizer.learningRate\"?", "train", "lr=0.1"),
        mistake("Did you mean \"optimizer.learningRate\"?", "train", "learningRate=0.1"),
        mistake("Did you mean \"learningRate\"?", "train", "optimizer.lr=0.1"),
        mistake("Did you mean \"dataset.width\" or \"architecture.width\"?", "train", "width=2"),
        mistake("Did you mean \"threads\"?", "train", "num_workers=2"),
        mistake(
            "The configuration file comes first: ./rank1 train run.yaml key=value",
            "train",
            "epochs=2",
            "run.yaml"),
        mistake(
            "\"b.yaml\" is no setting, and there can be one configuration file only: a.yaml.",
            "train",
            "a.yaml",
            "b.yaml"),
        mistake(
            "Unmatched argument at index 2: 'data=x'. Did you mean \"--data x\"?",
            "evaluate",
            "m.onnx",
            "data=x"),
        mistake(
            "Illegal value \"0\" at --images, must be at least 1.",
            "evaluate",
            "m.onnx",
            "--images",
            "0"),
        mistake(
            "Illegal value \"-2.0\" at --plan-seconds, must be within (0, 3600].",
            "bench",
            "inference",
            "--network",
            "vgg-small",
            "--plan-seconds",
            "-2"),
        mistake("must be auto, cpu or gpu:N", "train", "device=tpu"),
        mistake(
            "There is no finished run in \"nowhere\": model.snapshot is missing.",
            "export",
            "nowhere",
            "-o",
            "x.onnx"),
        mistake(
            "Missing required option: '--output=FILE' (see rank1 export --help)",
            "export",
            "nowhere"),
        mistake("a.onnx", "validate", "a.onnx", "b.onnx"),
        mistake(
            "Missing required parameter: 'CANDIDATE.onnx' (see rank1 validate --help)",
            "validate",
            "a.onnx"),
        mistake("There is no certificate \"c.json\".", "verify-certificate", "c.json"),
        mistake("Unmatched argument at index 0: 'trian'. Did you mean \"train\"?", "trian"),
        mistake("Missing command. Available: "));
  }

  private static Arguments mistake(String sentence, String... arguments) {
    return Arguments.of(sentence, arguments);
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void getOneSentenceAndExitCode2(String sentence, String[] arguments) {
    CommandLineRun run = CommandLineRun.of(arguments);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("rank1: ").contains(sentence).doesNotContain("\tat ");
    assertThat(run.err().strip().lines()).hasSize(1);
  }

  @Test
  void aDeviceThatIsNotThereListsThoseThatAreAndLeavesNothing() throws Exception {
    Path output = folder.resolve("run");
    CommandLineRun run =
        CommandLineRun.of(
            "train",
            "dataset=synthetic",
            "dataset.train=64",
            "dataset.test=16",
            "device=gpu:7",
            "threads=1",
            "output=" + output);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("Device \"gpu:7\" is not there. Present here: cpu");
    assertThat(output).doesNotExist();
  }

  @Test
  void theFolderOfARunInThePlaceOfAModelNamesTheCommandThatExportsOne() throws Exception {
    Path run = Files.createDirectories(folder.resolve("a run"));
    assertThat(CommandLineRun.of("predict", run.toString(), "image.png").err())
        .contains("a run\" is a folder, not a model.");
    Files.writeString(run.resolve("model.snapshot"), "");
    CommandLineRun evaluated = CommandLineRun.of("evaluate", run.toString());
    assertThat(evaluated.code()).isEqualTo(2);
    assertThat(evaluated.err())
        .contains("is the folder of a run, not a model")
        .contains("./rank1 export '" + run + "' -o model.onnx");
  }

  @Test
  void hostileModelsAreRefusedWithOneSentence() throws Exception {
    Path garbage = folder.resolve("garbage.onnx");
    Files.write(garbage, new byte[] {8, 8, 58, -1, -1, -1, -1, 15, 1});
    CommandLineRun run = CommandLineRun.of("validate", garbage.toString(), garbage.toString());
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("garbage.onnx").doesNotContain("\tat ");
    assertThat(run.err().strip().lines()).hasSize(1);
  }

  @Test
  void aDataFolderWithoutTheFilesIsNamed() {
    CommandLineRun run =
        CommandLineRun.of("train", "--data", folder.toString(), "output=" + folder.resolve("r"));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains(folder.toString());
  }
}
