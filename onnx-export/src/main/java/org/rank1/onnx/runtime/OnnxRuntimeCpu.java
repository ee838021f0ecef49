package org.rank1.onnx.runtime;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.Locale;
import java.util.Map;
import org.rank1.filter.FloatTensor;
import org.rank1.onnx.runtime.OnnxRuntimeOptions.ExecutionMode;
import org.rank1.runtime.InferenceSession;
import org.rank1.runtime.OnnxModel;

/** ONNX Runtime on its CPU provider. */
public final class OnnxRuntimeCpu implements TracingRuntime {
  /** The name under which it is bound. */
  public static final String NAME = "onnxruntime-cpu";

  private final OnnxRuntimeOptions options;
  private final NativeRuntime runtime;

  /** A runtime; native code is loaded when it is first used. */
  public OnnxRuntimeCpu(OnnxRuntimeOptions options) {
    this.options = options;
    this.runtime = new NativeRuntime(this::configure);
  }

  @Override
  public String description() {
    return String.format(
        Locale.ROOT,
        "ONNX Runtime %s, CPU, %d %s, optimization level %s, spinning %s%s",
        OneEnvironment.get().getVersion(),
        options.threads(),
        options.threads() == 1 ? "thread" : "threads",
        options.optimizationLevel().name().toLowerCase(Locale.ROOT),
        options.spinning() ? "on" : "off",
        options.deviations());
  }

  @Override
  public int threads() {
    return options.threads();
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
    session.setIntraOpNumThreads(options.threads());
    session.setInterOpNumThreads(options.interOpThreads());
    session.setExecutionMode(
        options.executionMode() == ExecutionMode.PARALLEL
            ? OrtSession.SessionOptions.ExecutionMode.PARALLEL
            : OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
    session.setOptimizationLevel(NativeRuntime.level(options.optimizationLevel()));
    session.setMemoryPatternOptimization(options.memoryPattern());
    session.setCPUArenaAllocator(options.arena());
    String spinning = options.spinning() ? "1" : "0";
    session.addConfigEntry("session.intra_op.allow_spinning", spinning);
    session.addConfigEntry("session.inter_op.allow_spinning", spinning);
  }
}
