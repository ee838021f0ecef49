package org.rank1.onnx;

import org.rank1.onnx.runtime.OnnxRuntimeCpu;
import org.rank1.onnx.runtime.OnnxRuntimeOptions;
import org.rank1.plugin.PartFactory;
import org.rank1.plugin.Rank1Plugin;
import org.rank1.provenance.ProductVersion;
import org.rank1.runtime.InferenceRuntime;

/** Binds ONNX Runtime. */
public final class OnnxExportPlugin extends Rank1Plugin {
  /** For {@link java.util.ServiceLoader}. */
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
            new OnnxRuntimeOptions(2, OnnxRuntimeOptions.OptimizationLevel.NONE, false)));
  }
}
