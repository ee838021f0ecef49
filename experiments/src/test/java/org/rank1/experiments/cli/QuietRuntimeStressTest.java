package org.rank1.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rank1.experiments.evaluate.TinyModels;
import org.rank1.onnx.export.ExportOptions;

/**
 * Commands that open ONNX Runtime, in a network namespace of their own with every system call on
 * sockets written down: none names an internet address, none leaves a file in the temporary folder.
 */
@Tag("stress")
class QuietRuntimeStressTest {
  @TempDir private static Path folder;
  private static Path calls;
  private static ForkedCommand java;

  @BeforeAll
  static void prepare() throws Exception {
    calls = folder.resolve("calls.txt");
    List<String> before =
        List.of("unshare", "-rn", "strace", "-f", "-qq", "-e", "trace=network", "-o", calls + "");
    java = new ForkedCommand(folder, before, List.of("-Xmx1g"));
    assumeTrue(works(before), "neither network namespaces nor strace may be used here");
    Path model = folder.resolve("model.onnx");
    TinyModels.export(TinyModels.convolutional("synthetic"), new ExportOptions(), model);
    BufferedImage drawn = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
    ImageIO.write(drawn, "png", folder.resolve("drawn.png").toFile());
  }

  private static boolean works(List<String> before) throws InterruptedException {
    try {
      List<String> command = new ArrayList<>(before);
      command.add("true");
      return new ProcessBuilder(command).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "predict model.onnx drawn.png",
        "evaluate model.onnx --images 2",
        "validate model.onnx model.onnx --images 1 --random 1 --seconds 0.01",
        "validate model.onnx model.onnx --images 1 --random 1 --seconds 0.01 --report report",
        "analyze model.onnx --images 1 -o page.html",
        "bench inference model.onnx --seconds 0.01"
      })
  void asksForNoNetworkAndLeavesNothing(String command) throws Exception {
    assertThat(java.run(command.split(" ", -1))).as(java.said()).isZero();
    try (Stream<String> lines = Files.lines(calls)) {
      // Java makes a socket when it starts, to see which protocols there are
      assertThat(lines.filter(line -> !line.contains(" socket(")))
          .noneMatch(line -> line.contains("AF_INET") || line.contains("sin_addr"));
    }
    try (Stream<Path> left = Files.walk(java.temporary())) {
      assertThat(left.filter(each -> !each.equals(java.temporary()))).isEmpty();
    }
  }
}
