package org.rank1.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rank1.experiments.certificate.Pair;
import org.rank1.experiments.evaluate.TinyModels;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.form.Rank1Form;
import org.rank1.network.FeatureShape;
import org.rank1.network.InputContract;
import org.rank1.network.LayerSpec;
import org.rank1.network.NetworkBuilder;
import org.rank1.network.NetworkSnapshot;
import org.rank1.network.NetworkSpec;
import org.rank1.onnx.export.ExportOptions;

/**
 * Ten thousand damaged files of every kind that commands read, whose frames mostly fit: exit code
 * 0, 1 or 2 with one sentence, nothing written, no crash.
 */
@Tag("stress")
class MutantsStressTest {
  @FunctionalInterface
  private interface Damage {
    byte[] to(byte[] whole) throws IOException;
  }

  @FunctionalInterface
  private interface Commands {
    String[] of(int trial, String file);
  }

  @TempDir private static Path shared;
  private static String good;
  private static String image;
  private static Path run;

  @TempDir private Path folder;
  private final Mutator mutator = new Mutator(new SplittableRandom(19));
  private final ContainerMutator containers = new ContainerMutator(mutator);

  @BeforeAll
  static void writeFiles() throws IOException {
    Path model = shared.resolve("good.onnx");
    TinyModels.export(TinyModels.convolutional("synthetic"), new ExportOptions(), model);
    good = model.toString();
    image = shared.resolve("drawn.png").toString();
    Files.write(Path.of(image), drawn("png"));
    run = shared.resolve("run");
    CommandLineRun trained =
        CommandLineRun.of(
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
            "metrics=jsonl",
            "output=" + run);
    assertThat(trained.code()).as(trained.err()).isZero();
  }

  private static byte[] drawn(String format) throws IOException {
    BufferedImage image = new BufferedImage(28, 28, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 28 * 28; i++) {
      image.setRGB(i % 28, i / 28, i * 7919);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, format, bytes);
    return bytes.toByteArray();
  }

  /**
   * Damages one file again and again and gives it to commands; the whole one comes back at last.
   */
  private void campaign(String name, int trials, Path file, Damage damage, Commands commands)
      throws IOException {
    byte[] whole = Files.readAllBytes(file);
    Campaign campaign = new Campaign(name, folder);
    CommandLineRun sound = CommandLineRun.of(commands.of(1, file.toString()));
    assertThat(sound.code()).as("what is whole is taken: %s", sound.err()).isZero();
    int count = Campaign.share(trials);
    for (int trial = 0; trial < count; trial++) {
      Files.write(file, mutator.one(4) ? mutator.bytes(whole) : damage.to(whole));
      campaign.run(trial, file, commands.of(trial, file.toString()));
    }
    Files.write(file, whole);
    campaign.end();
  }

  @Test
  void models() throws IOException {
    MessageMutator messages = new MessageMutator(mutator);
    Path file = folder.resolve("mutant.onnx");
    String page = shared.resolve("analysis.html").toString();
    Files.copy(Path.of(good), file);
    campaign(
        "onnx",
        3000,
        file,
        whole -> messages.changed(ModelProto.parseFrom(whole)).toByteArray(),
        (trial, model) ->
            switch (trial % 20) {
              case 0 -> command("validate", good, model, "--images", "1", "--seconds", "0.01");
              case 5 -> command("evaluate", model, "--images", "1");
              case 10 -> command("bench", "inference", model, "--seconds", "0.01");
              case 15 -> command("analyze", model, "--images", "1", "-o", page);
              default -> command("predict", model, image);
            });
  }

  private static String[] command(String... words) {
    return words;
  }

  /** The run, where commands may damage it. */
  private Path copyOfTheRun() throws IOException {
    Path copy = Files.createDirectory(folder.resolve("run"));
    for (String name : List.of("config.yaml", "model.snapshot", "provenance.json", "result.json")) {
      Files.copy(run.resolve(name), copy.resolve(name));
    }
    return copy;
  }

  @Test
  void snapshots() throws IOException {
    Path copy = copyOfTheRun();
    Path out = shared.resolve("exported.onnx");
    campaign(
        "snapshot",
        1500,
        copy.resolve("model.snapshot"),
        containers::snapshot,
        (trial, file) -> command("export", copy.toString(), "-o", out.toString()));
  }

  @Test
  void plans() throws IOException {
    Path plan = folder.resolve("plan.json");
    CommandLineRun planned =
        CommandLineRun.of(
            "export",
            run.toString(),
            "-o",
            shared.resolve("planned.onnx").toString(),
            "--form",
            "auto",
            "--plan-seconds",
            "0.01");
    assertThat(planned.code()).as(planned.err()).isZero();
    Files.copy(shared.resolve("plan.json"), plan);
    ObjectMapper mapper = new ObjectMapper();
    campaign(
        "plan",
        600,
        plan,
        whole -> mapper.writeValueAsBytes(mutator.tree(mapper.readTree(whole))),
        (trial, file) ->
            command(
                "export",
                run.toString(),
                "-o",
                shared.resolve("replayed.onnx").toString(),
                "--plan",
                file));
  }

  @Test
  void certificates() throws IOException {
    Path composed = Pair.export("composed", shared.resolve("composed.onnx"));
    Path split = Pair.export("chain", shared.resolve("split.onnx"));
    CommandLineRun made =
        CommandLineRun.of(
            "validate",
            composed.toString(),
            split.toString(),
            "--report",
            shared.resolve("report").toString(),
            "--images",
            "1",
            "--random",
            "1",
            "--seconds",
            "0.01");
    assertThat(made.code()).as(made.err()).isZero();
    Path file = Files.copy(shared.resolve("report/certificate.json"), folder.resolve("c.json"));
    campaign(
        "certificate",
        400,
        file,
        containers::certificate,
        (trial, json) -> command("verify-certificate", json, "--models", shared.toString()));
  }

  @Test
  void images() throws IOException {
    for (String format : List.of("png", "jpg")) {
      Path file = folder.resolve("mutant." + format);
      Files.write(file, drawn(format));
      campaign(
          format,
          750,
          file,
          format.equals("png") ? containers::png : mutator::bytes,
          (trial, path) -> command("predict", good, path));
      Files.delete(file);
    }
  }

  @Test
  void idxFiles() throws IOException {
    String model = model("mnist", FeatureShape.of(1, 28, 28), "0 1 2 3 4 5 6 7 8 9");
    for (String part : List.of("train", "t10k")) {
      byte[] images =
          ByteBuffer.allocate(16 + 6 * 784).putInt(0x803).putInt(6).putInt(28).putInt(28).array();
      byte[] labels = ByteBuffer.allocate(8 + 6).putInt(0x801).putInt(6).array();
      Files.write(folder.resolve(part + "-images-idx3-ubyte"), images);
      Files.write(folder.resolve(part + "-labels-idx1-ubyte"), labels);
    }
    for (String file : List.of("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")) {
      campaign(
          "idx-" + file.substring(5, 11),
          400,
          folder.resolve(file),
          mutator::bytes,
          evaluate(model, "mnist"));
    }
    Path raw = folder.resolve("t10k-images-idx3-ubyte");
    Path packed = folder.resolve("t10k-images-idx3-ubyte.gz");
    Files.write(packed, gzipped(Files.readAllBytes(raw)));
    byte[] plain = Files.readAllBytes(raw);
    Files.delete(raw);
    campaign(
        "idx-gzip", 400, packed, whole -> gzipped(mutator.bytes(plain)), evaluate(model, "mnist"));
  }

  private static byte[] gzipped(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }

  private Commands evaluate(String model, String dataset) {
    return (trial, file) ->
        command(
            "evaluate", model, "--dataset", dataset, "--data", folder.toString(), "--images", "2");
  }

  @Test
  void cifarFiles() throws IOException {
    String model =
        model(
            "cifar-10",
            FeatureShape.of(3, 32, 32),
            "airplane automobile bird cat deer dog frog horse ship truck");
    for (String name :
        List.of(
            "data_batch_1",
            "data_batch_2",
            "data_batch_3",
            "data_batch_4",
            "data_batch_5",
            "test_batch")) {
      Files.write(folder.resolve(name + ".bin"), new byte[2 * 3073]);
    }
    campaign(
        "cifar",
        800,
        folder.resolve("test_batch.bin"),
        mutator::bytes,
        evaluate(model, "cifar-10"));
  }

  /** A model for images of a data set, with its class names. */
  private static String model(String dataset, FeatureShape input, String classes)
      throws IOException {
    NetworkSpec network =
        new NetworkBuilder("tiny", input, new Rank1Form())
            .conv("conv1", 4, ConvGeometry.same2d(3), false)
            .maxPool("pool1", 7)
            .flatten("flatten")
            .dense("logits", 10)
            .build();
    NetworkSnapshot random = TinyModels.random(network, dataset);
    Map<String, Map<String, FloatTensor>> tensors = new LinkedHashMap<>();
    for (LayerSpec layer : network.layers()) {
      tensors.put(layer.name(), random.tensors(layer));
    }
    List<Double> half = Collections.nCopies(input.channels(), 0.5);
    InputContract contract = new InputContract(half, half, List.of(classes.split(" ", -1)));
    NetworkSnapshot snapshot = TinyModels.snapshot(network, tensors, contract, dataset);
    Path file = shared.resolve(dataset + ".onnx");
    return TinyModels.export(snapshot, new ExportOptions(), file).toString();
  }

  @Test
  void configurations() throws IOException {
    Path file = folder.resolve("config.yaml");
    Files.copy(run.resolve("config.yaml"), file);
    campaign(
        "yaml",
        1200,
        file,
        whole ->
            mutator
                .lines(new String(whole, StandardCharsets.UTF_8))
                .getBytes(StandardCharsets.UTF_8),
        (trial, path) -> command("train", path, "--help-options"));
  }

  @Test
  void pluginJars() throws IOException {
    Path plugins = Files.createDirectory(folder.resolve("plugins"));
    Path jar = plugins.resolve("example.jar");
    PluginJars.example(jar, shared.resolve("scratch"));
    campaign(
        "jar",
        600,
        jar,
        containers::jar,
        (trial, path) -> command("plugins", "--plugins", plugins.toString()));
  }
}
