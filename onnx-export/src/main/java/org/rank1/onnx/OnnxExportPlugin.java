package org.rank1.onnx;

import java.util.List;
import org.rank1.onnx.opencv.OpenCvOptions;
import org.rank1.onnx.opencv.OpenCvRuntime;
import org.rank1.onnx.runtime.OnnxRuntimeCpu;
import org.rank1.onnx.runtime.OnnxRuntimeCuda;
import org.rank1.onnx.runtime.OnnxRuntimeCudaOptions;
import org.rank1.onnx.runtime.OnnxRuntimeOptions;
import org.rank1.plugin.PartFactory;
import org.rank1.plugin.Rank1Plugin;
import org.rank1.provenance.ProductVersion;
import org.rank1.runtime.InferenceRuntime;

/** Binds ONNX Runtime, and OpenCV. */
public final class OnnxExportPlugin extends Rank1Plugin {
  /** {@link java.util.ServiceLoader} makes the plugin. */
  public OnnxExportPlugin() {
    super("rank1-onnx", ProductVersion.current());
  }

  @Override
  protected void configure() {
    part(
        InferenceRuntime.class,
        OnnxRuntimeCpu.NAME,
        PartFactory.of(
            OnnxRuntimeOptions.class,
            OnnxRuntimeCpu::new,
            new OnnxRuntimeOptions(),
            new OnnxRuntimeOptions(2, OnnxRuntimeOptions.OptimizationLevel.NONE, false),
            new OnnxRuntimeOptions(
                1,
                OnnxRuntimeOptions.OptimizationLevel.ALL,
                true,
                OnnxRuntimeOptions.ExecutionMode.PARALLEL,
                2,
                false,
                false)));
    part(InferenceRuntime.class, OnnxRuntimeCuda.NAME, new CudaFactory());
    part(
        InferenceRuntime.class,
        OpenCvRuntime.NAME,
        PartFactory.of(
            OpenCvOptions.class,
            OpenCvRuntime::new,
            new OpenCvOptions(),
            new OpenCvOptions(2, false)));
  }

  /** A part that contract tests can run only where there is a device. */
  private static final class CudaFactory
      implements PartFactory<OnnxRuntimeCudaOptions, InferenceRuntime> {
    @Override
    public Class<OnnxRuntimeCudaOptions> optionsType() {
      return OnnxRuntimeCudaOptions.class;
    }

    @Override
    public InferenceRuntime create(OnnxRuntimeCudaOptions options) {
      return OnnxRuntimeCuda.onDevice(options);
    }

    @Override
    public List<OnnxRuntimeCudaOptions> examples() {
      return OnnxRuntimeCuda.isAvailable() ? List.of(new OnnxRuntimeCudaOptions()) : List.of();
    }
  }
}
