package org.rank1.onnx.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.FloatTensor;
import org.rank1.io.InvalidInputException;
import org.rank1.onnx.model.OnnxGraphBuilder;
import org.rank1.onnx.model.OnnxValue;

class OnnxFileTest {
  @TempDir Path folder;

  private static ModelProto small() {
    OnnxGraphBuilder graph = new OnnxGraphBuilder("small");
    OnnxValue x = graph.input("x", TensorShape.of(1, 2, 5, 5));
    FloatTensor weight = FloatTensor.filled(List.of(3, 2, 3, 3), 0.5f);
    return graph
        .output(graph.conv("y", x, weight, FloatTensor.zeros(3), ConvGeometry.same2d(3)))
        .build(Map.of("b", "2", "a", "1"));
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    Path file = folder.resolve("new/small.onnx");
    OnnxFile.write(small(), file);
    assertThat(OnnxFile.read(file)).isEqualTo(small());
    assertThat(OnnxFile.opset(OnnxFile.read(file))).isEqualTo(17);
    assertThat(OnnxFile.read(file).getIrVersion()).isEqualTo(8);
  }

  @Test
  void aPointerOfGitLfsIsCalledOne() throws IOException {
    Path file = folder.resolve("lfs.onnx");
    Files.writeString(
        file, "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 102442450\n");
    assertThatThrownBy(() -> OnnxFile.read(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("it is a Git LFS pointer, run \"git lfs pull\"");
  }

  @Test
  void aModelThatIsNotThereOrEmptyIsRefused() throws IOException {
    Path file = folder.resolve("none.onnx");
    assertThatThrownBy(() -> OnnxFile.read(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("none.onnx");
    Files.createFile(file);
    assertThatThrownBy(() -> OnnxFile.read(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("none.onnx")
        .hasMessageContaining("empty");
    assertThatThrownBy(() -> OnnxFile.read(folder)).isInstanceOf(InvalidInputException.class);
  }

  @Test
  void everyTruncationIsRefusedOrLacksSomething() {
    byte[] bytes = small().toByteArray();
    int refused = 0;
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      try {
        assertThat(OnnxFile.parse(cut, "cut")).isNotEqualTo(small());
      } catch (InvalidInputException e) {
        refused++;
      }
    }
    // A cut between two fields after the graph is a legal message.
    assertThat(refused).isGreaterThan(bytes.length * 9 / 10);
  }

  @Test
  void somethingElseIsRefusedWithItsName() {
    assertThatThrownBy(
            () ->
                OnnxFile.parse(
                    "PK\003\004 not a model".getBytes(StandardCharsets.UTF_8), "\"m.onnx\""))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("\"m.onnx\"");
  }

  @Test
  void aModelWithoutGraphVersionOrOperatorSetIsRefused() {
    refuses(small().toBuilder().clearGraph(), "no graph");
    refuses(small().toBuilder().clearIrVersion(), "IR version");
    refuses(small().toBuilder().clearOpsetImport(), "operator set");
  }

  @Test
  void weightsInOtherFilesAreRefused() {
    ModelProto.Builder model = small().toBuilder();
    model
        .getGraphBuilder()
        .setInitializer(
            0,
            TensorProto.newBuilder()
                .setName("elsewhere")
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(
                    StringStringEntryProto.newBuilder().setKey("location").setValue("/etc/x")));
    refuses(model, "\"elsewhere\" lies in another file");
  }

  @Test
  void aModelOfOtherOperatorSetsHasNoOpset() {
    ModelProto model =
        small().toBuilder()
            .setOpsetImport(0, OperatorSetIdProto.newBuilder().setDomain("other").setVersion(1))
            .build();
    assertThatThrownBy(() -> OnnxFile.opset(model)).isInstanceOf(InvalidInputException.class);
  }

  private static void refuses(ModelProto.Builder model, String message) {
    assertThatThrownBy(() -> OnnxFile.parse(model.build().toByteArray(), "m"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(message);
  }
}
