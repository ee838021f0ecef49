package org.rank1.onnx.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.rank1.filter.FloatTensor;
import org.rank1.io.InvalidInputException;

class OnnxTensorsTest {
  private static final FloatTensor VALUES =
      FloatTensor.of(List.of(2, 3), new float[] {1, -2, 0.5f, Float.MIN_VALUE, 3e38f, -0f});

  private static TensorProto.Builder floats(long... dims) {
    TensorProto.Builder builder =
        TensorProto.newBuilder().setName("w").setDataType(DataType.FLOAT.getNumber());
    for (long dim : dims) {
      builder.addDims(dim);
    }
    return builder;
  }

  @Test
  void floatsGoThroughRawDataLittleEndian() {
    TensorProto tensor = OnnxTensors.of("w", VALUES);
    assertThat(tensor.getRawData().substring(0, 4).toByteArray()).containsExactly(0, 0, 0x80, 0x3f);
    assertThat(OnnxTensors.floats(tensor, "m")).isEqualTo(VALUES);
  }

  @Test
  void floatsAreReadFromTypedFieldsToo() {
    TensorProto.Builder tensor = floats(2, 3);
    for (float value : VALUES.data()) {
      tensor.addFloatData(value);
    }
    assertThat(OnnxTensors.floats(tensor.build(), "m")).isEqualTo(VALUES);
  }

  @Test
  void longsAreReadFromBothFields() {
    long[] values = {Long.MIN_VALUE, -1, 0, 7};
    TensorProto raw = OnnxTensors.of("shape", values);
    assertThat(OnnxTensors.longs(raw, "m")).containsExactly(values);
    TensorProto.Builder typed = raw.toBuilder().clearRawData();
    for (long value : values) {
      typed.addInt64Data(value);
    }
    assertThat(OnnxTensors.longs(typed.build(), "m")).containsExactly(values);
  }

  @Test
  void integersOfEveryWidthAreReadFromBothFields() {
    byte[] bytes = {-128, -1, 0, 127};
    TensorProto signed = OnnxTensors.of("q", List.of(2, 2), bytes);
    assertThat(OnnxTensors.integers(signed, "m")).containsExactly(-128, -1, 0, 127);
    TensorProto unsigned = signed.toBuilder().setDataType(DataType.UINT8.getNumber()).build();
    assertThat(OnnxTensors.integers(unsigned, "m")).containsExactly(128, 255, 0, 127);
    assertThat(OnnxTensors.integers(OnnxTensors.unsignedByteScalar("z", 200), "m"))
        .containsExactly(200);
    TensorProto ints = OnnxTensors.of("b", new int[] {Integer.MIN_VALUE, 5});
    assertThat(OnnxTensors.integers(ints, "m")).containsExactly(Integer.MIN_VALUE, 5);
    TensorProto typed = ints.toBuilder().clearRawData().addInt32Data(-9).addInt32Data(5).build();
    assertThat(OnnxTensors.integers(typed, "m")).containsExactly(-9, 5);
    assertThat(OnnxTensors.integers(OnnxTensors.of("shape", 1, 2), "m")).containsExactly(1, 2);
    assertThatThrownBy(() -> OnnxTensors.integers(OnnxTensors.of("w", VALUES), "m"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("has element type FLOAT, expected INT8, UINT8, INT32 or INT64");
    assertThatThrownBy(() -> OnnxTensors.integers(signed.toBuilder().setDims(0, 3).build(), "m"))
        .hasMessageContaining("need 6 bytes, it has 4");
    assertThatThrownBy(() -> OnnxTensors.of("q", List.of(3), bytes))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void integersInTheMiddleOfAFileAreReadFromWhereTheyLie() {
    ByteString file = ByteString.copyFrom(new byte[] {9, 9, 9, 9, 2, 0, 0, 0});
    TensorProto tensor =
        TensorProto.newBuilder()
            .setDataType(DataType.INT32.getNumber())
            .addDims(1)
            .setRawData(file.substring(4))
            .build();
    assertThat(OnnxTensors.integers(tensor, "it")).containsExactly(2);
  }

  @Test
  void scalarsAndEmptyTensorsAreTensors() {
    TensorProto scalar = floats().addFloatData(2).build();
    assertThat(OnnxTensors.floats(scalar, "m").data()).containsExactly(2);
    assertThat(OnnxTensors.floats(floats(0, 5).build(), "m").size()).isZero();
  }

  @Test
  void dimensionsThatDoNotFitTheValuesAreRefusedBeforeAllocation() {
    refuses(OnnxTensors.of("w", VALUES).toBuilder().setDims(0, 3).build(), "need 36 bytes");
    refuses(floats(1L << 40, 1L << 40).build(), "illegal dimensions");
    refuses(floats(2_000_000_000, 2_000_000_000).build(), "more than 2147483647");
    refuses(floats(2_000_000_000).build(), "need 8000000000 bytes, it has 0");
    refuses(floats(-1, 6).build(), "illegal dimensions");
    refuses(floats(1).setRawData(ByteString.copyFrom(new byte[5])).build(), "it has 5");
    refuses(
        floats(1).setRawData(ByteString.copyFrom(new byte[4])).addFloatData(1).build(), "twice");
  }

  @Test
  void anotherElementTypeIsRefused() {
    refuses(OnnxTensors.of("shape", 1, 2), "has element type INT64, expected FLOAT");
    refuses(floats(1).setDataType(99).build(), "element type 99");
    assertThatThrownBy(() -> OnnxTensors.longs(OnnxTensors.of("w", VALUES), "m"))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void valuesThatLieElsewhereAreRefused() {
    refuses(floats(0).setDataLocation(TensorProto.DataLocation.EXTERNAL).build(), "lie elsewhere");
  }

  private static void refuses(TensorProto tensor, String message) {
    assertThatThrownBy(() -> OnnxTensors.floats(tensor, "\"m.onnx\""))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("\"m.onnx\"")
        .hasMessageContaining(message);
  }
}
