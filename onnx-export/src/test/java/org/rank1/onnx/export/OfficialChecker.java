package org.rank1.onnx.export;

import ai.onnx.proto.OnnxMl;
import java.util.Set;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.onnx.ModelProto;
import org.bytedeco.onnx.OpSchemaRegistry;
import org.bytedeco.onnx.ShapeInferenceOptions;
import org.bytedeco.onnx.global.onnx;

/** The C++ checker of the ONNX project, with everything it can check. */
public final class OfficialChecker {
  /** Where its native library is published for; the build brings it on the first two. */
  private static final Set<String> PLATFORMS = Set.of("linux-x86_64", "windows-x86_64");

  private static final boolean CHECK_TYPE = true;
  private static final int STRICT = 1;
  private static final boolean PROPAGATE_DATA = true;

  private OfficialChecker() {}

  /** Whether there is a native library for this platform. */
  public static boolean available() {
    return PLATFORMS.contains(Loader.getPlatform());
  }

  /**
   * Checks structure, operators, types, and that declared shapes are those that follow.
   *
   * @throws RuntimeException with the checker's own words if anything is wrong
   */
  public static void check(OnnxMl.ModelProto model) {
    byte[] bytes = model.toByteArray();
    try (BytePointer serialized = new BytePointer(bytes);
        ModelProto parsed = new ModelProto();
        ShapeInferenceOptions options =
            new ShapeInferenceOptions(CHECK_TYPE, STRICT, PROPAGATE_DATA)) {
      if (!onnx.ParseProtoFromBytes(parsed, serialized, bytes.length)) {
        throw new IllegalArgumentException("no ONNX model");
      }
      onnx.check_model(parsed, true, false, true);
      onnx.InferShapes(parsed, OpSchemaRegistry.Instance(), options, null);
    }
  }
}
