package org.rank1.examples.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.form.Rank1Form;
import org.rank1.network.FeatureShape;
import org.rank1.network.InputContract;
import org.rank1.network.NetworkBuilder;
import org.rank1.network.NetworkSnapshot;
import org.rank1.network.NetworkSpec;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.export.ExportOptions;
import org.rank1.onnx.export.OnnxExporter;
import org.rank1.onnx.runtime.OnnxRuntimeCpu;
import org.rank1.onnx.runtime.OnnxRuntimeOptions;
import org.rank1.onnx.verdict.EquivalenceCheck;
import org.rank1.provenance.Provenance;

/** Exports, validates and predicts where neither DJL nor libtorch is on the class path. */
class PredictTest {
  /** ONNX Runtime for four platforms is 52 MiB of it; a few are the test's own. */
  private static final long MOST_BYTES = 80L << 20;

  @TempDir private Path folder;

  /** Three classes that look at red, green and blue of the only pixel. */
  private static NetworkSnapshot colors() {
    NetworkSpec network =
        new NetworkBuilder("colors", FeatureShape.of(3, 1, 1), new Rank1Form())
            .flatten("flatten")
            .dense("logits", 3)
            .build();
    Map<String, FloatTensor> dense =
        Map.of(
            "weight", FloatTensor.of(List.of(3, 3), new float[] {1, 0, 0, 0, 1, 0, 0, 0, 1}),
            "bias", FloatTensor.of(List.of(3), new float[] {0, 0, 0}));
    return new NetworkSnapshot(
        network,
        Map.of("logits", dense),
        new InputContract(
            List.of(0.0, 0.0, 0.0), List.of(0.1, 0.1, 0.1), List.of("red", "green", "blue")),
        new Provenance("0", "hash", 1, "", Map.of()));
  }

  private Path pixel(int rgb) throws IOException {
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, rgb);
    Path file = folder.resolve(Integer.toHexString(rgb) + ".png");
    ImageIO.write(image, "png", file.toFile());
    return file;
  }

  @Test
  void thereIsNoTrainingEngine() {
    for (String engine :
        List.of("ai.djl.ndarray.NDArray", "ai.djl.engine.Engine", "ai.djl.pytorch.jni.LibUtils")) {
      assertThatThrownBy(() -> Class.forName(engine)).isInstanceOf(ClassNotFoundException.class);
    }
    assertThat(classPath()).noneMatch(path -> path.toString().matches(".*(djl|torch).*"));
  }

  @Test
  void imagesArePredictedAndABadOneIsNamed() throws IOException {
    Path model = folder.resolve("colors.onnx");
    new OnnxExporter().export(colors(), new ExportOptions(), model);
    Path green = pixel(0x00FF00);
    Path blue = pixel(0x0000FF);
    Path none = Files.writeString(folder.resolve("none.png"), "no image");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
    assertThat(Predict.predict(model, List.of(green, none, blue), print)).isFalse();
    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            green + ": green, 100.0 %",
            "The image \"" + none + "\" is neither PNG nor JPEG, whatever its name says.",
            blue + ": blue, 100.0 %");
    assertThat(Predict.predict(model, List.of(blue), print)).isTrue();
  }

  @Test
  void modelsAreValidated() {
    CheckedModel model = new OnnxExporter().export(colors(), new ExportOptions()).model();
    List<FloatTensor> inputs = List.of(FloatTensor.of(List.of(1, 3, 1, 1), new float[] {1, 2, 3}));
    assertThat(
            new EquivalenceCheck(new OnnxRuntimeCpu(new OnnxRuntimeOptions()))
                .compare(model, model, inputs, progress -> {})
                .equivalent())
        .isTrue();
  }

  @Test
  void theClassPathIsSmall() throws IOException {
    long bytes = 0;
    for (Path path : classPath()) {
      if (Files.isRegularFile(path)) {
        bytes += Files.size(path);
      }
    }
    assertThat(bytes).isBetween(1L << 20, MOST_BYTES);
  }

  private static List<Path> classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .map(Path::of)
        .toList();
  }
}
