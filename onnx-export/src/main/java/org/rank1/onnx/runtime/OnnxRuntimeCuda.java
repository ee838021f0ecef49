package org.rank1.onnx.runtime;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import java.util.Locale;
import java.util.Map;
import org.rank1.filter.FloatTensor;
import org.rank1.io.InvalidInputException;
import org.rank1.runtime.InferenceSession;
import org.rank1.runtime.OnnxModel;

/**
 * ONNX Runtime on its CUDA provider. It never falls back to the CPU: where there is no device, or
 * the library was built without the provider, loading a model is refused.
 */
public final class OnnxRuntimeCuda implements TracingRuntime {
  /** The name under which it is bound. */
  public static final String NAME = "onnxruntime-cuda";

  private final OnnxRuntimeCudaOptions options;
  private final NativeRuntime runtime;

  /** A runtime; native code is loaded when it is first used. */
  public OnnxRuntimeCuda(OnnxRuntimeCudaOptions options) {
    this.options = options;
    this.runtime = new NativeRuntime(this::configure);
  }

  /**
   * A runtime whose device is there.
   *
   * @throws InvalidInputException if this ONNX Runtime has no CUDA provider, or there is no such
   *     device
   */
  public static OnnxRuntimeCuda onDevice(OnnxRuntimeCudaOptions options) {
    OnnxRuntimeCuda runtime = new OnnxRuntimeCuda(options);
    OneEnvironment.get(); // before anything of ONNX Runtime is made
    try (OrtSession.SessionOptions session = new OrtSession.SessionOptions()) {
      runtime.configure(session);
      return runtime;
    } catch (OrtException e) {
      throw unusable(options.device(), e);
    }
  }

  /** Whether models can be loaded on the first device. */
  public static boolean isAvailable() {
    try {
      onDevice(new OnnxRuntimeCudaOptions());
      return true;
    } catch (InvalidInputException e) {
      return false;
    }
  }

  private static InvalidInputException unusable(int device, OrtException e) {
    return new InvalidInputException(
        "The runtime \"%s\" cannot be used: there is no usable CUDA device %d here (%s)."
            .formatted(NAME, device, NativeRuntime.oneLine(e)),
        e);
  }

  @Override
  public String description() {
    return String.format(
        Locale.ROOT,
        "ONNX Runtime %s, CUDA device %d, optimization level %s, TF32 %s, convolution search %s",
        OneEnvironment.get().getVersion(),
        options.device(),
        options.optimizationLevel().name().toLowerCase(Locale.ROOT),
        options.tf32() ? "on" : "off",
        options.convolutionSearch().name().toLowerCase(Locale.ROOT));
  }

  /** One thread hands the work to the device. */
  @Override
  public int threads() {
    return 1;
  }

  @Override
  public InferenceSession open(OnnxModel model) {
    return runtime.open(model);
  }

  @Override
  public ExecutionTrace trace(OnnxModel model, Map<String, FloatTensor> inputs, int runs) {
    return runtime.trace(model, inputs, runs);
  }

  @Override
  public ModelProto optimized(OnnxModel model) {
    return runtime.optimized(model);
  }

  private void configure(OrtSession.SessionOptions session) throws OrtException {
    if (!OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA)) {
      throw new InvalidInputException(
          ("The runtime \"%s\" cannot be used: this ONNX Runtime has no CUDA provider; build with"
                  + " -Pgpu on a machine with an NVIDIA GPU, or use \"%s\".")
              .formatted(NAME, OnnxRuntimeCpu.NAME));
    }
    session.setIntraOpNumThreads(1);
    session.setOptimizationLevel(NativeRuntime.level(options.optimizationLevel()));
    try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(options.device())) {
      cuda.add("use_tf32", options.tf32() ? "1" : "0");
      cuda.add("cudnn_conv_algo_search", options.convolutionSearch().name());
      session.addCUDA(cuda);
    } catch (OrtException e) {
      throw unusable(options.device(), e);
    }
  }
}
