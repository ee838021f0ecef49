package org.rank1.onnx.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rank1.filter.FloatTensor;
import org.rank1.io.InvalidInputException;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.reference.TestGraph;

class ExternalDataTest {
  private static final FloatTensor WEIGHT =
      FloatTensor.of(List.of(2, 2), new float[] {1, -2, 3, 4});

  @TempDir Path folder;

  private static ModelProto inside() {
    return new TestGraph(List.of(2, 2))
        .constant("w", WEIGHT)
        .node("Add", List.of("x", "w"), "y")
        .build();
  }

  /** The model with its weight 8 bytes into a file beside it. */
  private Path outside(Map<String, String> entries) throws IOException {
    ModelProto.Builder model = inside().toBuilder();
    TensorProto.Builder tensor = model.getGraphBuilder().getInitializerBuilder(0);
    byte[] file = new byte[8 + 16 + 3];
    tensor.getRawData().copyTo(file, 8);
    Files.write(folder.resolve("m.onnx.data"), file);
    Map<String, String> all =
        new TreeMap<>(Map.of("location", "m.onnx.data", "offset", "8", "length", "16"));
    all.putAll(entries);
    tensor.clearRawData().setDataLocation(TensorProto.DataLocation.EXTERNAL);
    all.forEach(
        (key, value) ->
            tensor.addExternalData(
                StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
    Path written = folder.resolve("m.onnx");
    Files.write(written, model.build().toByteArray());
    return written;
  }

  @Test
  void weightsInAFileBesideTheModelAreTakenIn() throws IOException {
    CheckedModel model = CheckedModel.read(outside(Map.of()));
    assertThat(model.proto()).isEqualTo(inside());
    assertThat(model.graph().constants().floats("w")).contains(WEIGHT);
  }

  @Test
  void nothingIsReadOutsideTheFolder() throws IOException {
    Path secret = Files.write(folder.resolve("secret"), new byte[64]);
    folder = Files.createDirectory(folder.resolve("model"));
    assertRefused(Map.of("location", "../secret")).hasMessageContaining("own folder only");
    assertRefused(Map.of("location", "a/../../secret")).hasMessageContaining("own folder only");
    assertRefused(Map.of("location", "..\\secret")).hasMessageContaining("own folder only");
    assertRefused(Map.of("location", secret.toAbsolutePath().toString()))
        .hasMessageContaining("own folder only");
    assertRefused(Map.of("location", "")).hasMessageContaining("own folder only");
    Files.createSymbolicLink(folder.resolve("link"), secret);
    assertRefused(Map.of("location", "link")).hasMessageContaining("own folder only");
    Files.createSymbolicLink(folder.resolve("up"), folder.getParent());
    assertRefused(Map.of("location", "up/secret")).hasMessageContaining("own folder only");
    assertRefused(Map.of("location", "gone")).hasMessageContaining("no file beside the model's");
  }

  @Test
  void sizesThatDoNotFitAreRefusedBeforeAnythingIsAllocated() throws IOException {
    assertRefused(Map.of("length", "12")).hasMessageContaining("need 16 bytes");
    assertRefused(Map.of("length", "99999999999")).hasMessageContaining("need 16 bytes");
    assertRefused(Map.of("offset", "12")).hasMessageContaining("of the 27 bytes");
    assertRefused(Map.of("offset", "9223372036854775807")).hasMessageContaining("of the 27");
    assertRefused(Map.of("offset", "-1")).hasMessageContaining("illegal offset \"-1\"");
    assertRefused(Map.of("length", "many")).hasMessageContaining("illegal length \"many\"");
  }

  private AbstractThrowableAssert<?, ? extends Throwable> assertRefused(Map<String, String> entries)
      throws IOException {
    Path model = outside(entries);
    return assertThatThrownBy(() -> CheckedModel.read(model))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("tensor \"w\"");
  }
}
