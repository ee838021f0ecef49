package org.rank1.onnx.export;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.Map;
import org.rank1.filter.FloatTensor;

/** Runs models on ONNX Runtime, which refuses shapes that contradict its own inference. */
public final class Ort {
  private Ort() {}

  /** Loads a model on one thread. */
  public static OrtSession session(ModelProto model) throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.addConfigEntry("session.strict_shape_type_inference", "1");
      return OrtEnvironment.getEnvironment().createSession(model.toByteArray(), options);
    }
  }

  /** The only output for an only input. */
  public static float[] run(ModelProto model, FloatTensor input) throws OrtException {
    long[] shape = input.shape().stream().mapToLong(Integer::longValue).toArray();
    try (OrtSession session = session(model);
        OnnxTensor tensor =
            OnnxTensor.createTensor(
                OrtEnvironment.getEnvironment(), FloatBuffer.wrap(input.data()), shape);
        OrtSession.Result result =
            session.run(Map.of(session.getInputNames().iterator().next(), tensor))) {
      FloatBuffer output = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] values = new float[output.remaining()];
      output.get(values);
      return values;
    }
  }
}
