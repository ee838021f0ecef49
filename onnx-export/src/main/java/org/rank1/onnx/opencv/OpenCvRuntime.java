package org.rank1.onnx.opencv;

import org.rank1.io.InvalidInputException;
import org.rank1.onnx.graph.OnnxFile;
import org.rank1.onnx.model.ModelGraph;
import org.rank1.onnx.model.ModelSignature;
import org.rank1.runtime.InferenceRuntime;
import org.rank1.runtime.InferenceSession;
import org.rank1.runtime.OnnxModel;

/**
 * OpenCV's DNN module on the CPU. It runs models with one input and one output, opset 17 or older,
 * and no inner values: so it can time models, predict and choose plans, and not prove layers.
 */
public final class OpenCvRuntime implements InferenceRuntime {
  /** The name under which it is bound. */
  public static final String NAME = "opencv";

  private static final String PLACE = "to be run";

  private final OpenCvOptions options;

  /**
   * A runtime; native code is loaded when it is first used.
   *
   * @throws InvalidInputException if OpenCV is not on the class path
   */
  public OpenCvRuntime(OpenCvOptions options) {
    if (!OpenCvLibrary.isOnClassPath()) {
      throw new InvalidInputException(
          "Runtime \"%s\" needs OpenCV, which is not on the class path: add org.openpnp:opencv:4.9.0-0."
              .formatted(NAME));
    }
    this.options = options;
  }

  @Override
  public String description() {
    return "OpenCV %s, DNN on the CPU, %d %s, Winograd %s"
        .formatted(
            OpenCvLibrary.version(),
            options.threads(),
            options.threads() == 1 ? "thread" : "threads",
            options.winograd() ? "on" : "off");
  }

  @Override
  public int threads() {
    return options.threads();
  }

  @Override
  public InferenceSession open(OnnxModel model) {
    byte[] bytes = model.bytes();
    ModelSignature signature =
        ModelSignature.of(ModelGraph.of(OnnxFile.parse(bytes, PLACE)), PLACE);
    if (signature.outputs().size() != 1) {
      throw new InvalidInputException(
          "Runtime \"%s\" runs models with one output; this one has %d: %s."
              .formatted(NAME, signature.outputs().size(), signature.outputs()));
    }
    OpenCvLibrary.load();
    return OpenCvSession.open(bytes, signature, options);
  }
}
