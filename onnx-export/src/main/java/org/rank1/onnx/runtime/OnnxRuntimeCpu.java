package org.rank1.onnx.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import java.util.Locale;
import java.util.Map;
import org.rank1.filter.FloatTensor;
import org.rank1.io.InvalidInputException;
import org.rank1.onnx.runtime.OnnxRuntimeOptions.OptimizationLevel;
import org.rank1.runtime.InferenceSession;

/** ONNX Runtime on its CPU provider. */
public final class OnnxRuntimeCpu implements TracingRuntime {
  /** The name under which it is bound. */
  public static final String NAME = "onnxruntime-cpu";

  private final OnnxRuntimeOptions options;

  /** A runtime; native code is loaded when it is first used. */
  public OnnxRuntimeCpu(OnnxRuntimeOptions options) {
    this.options = options;
  }

  @Override
  public String description() {
    return "ONNX Runtime %s, CPU, %d %s, optimization level %s, spinning %s"
        .formatted(
            environment().getVersion(),
            options.threads(),
            options.threads() == 1 ? "thread" : "threads",
            options.optimizationLevel().name().toLowerCase(Locale.ROOT),
            options.spinning() ? "on" : "off");
  }

  @Override
  public int threads() {
    return options.threads();
  }

  @Override
  public InferenceSession open(byte[] model) {
    try (OrtSession.SessionOptions nativeOptions = sessionOptions()) {
      OrtEnvironment environment = environment();
      return OnnxRuntimeSession.over(environment, environment.createSession(model, nativeOptions));
    } catch (OrtException e) {
      throw refused(e);
    }
  }

  @Override
  public ExecutionTrace trace(byte[] model, Map<String, FloatTensor> inputs, int runs) {
    try (OrtSession.SessionOptions nativeOptions = sessionOptions()) {
      return new Tracer(environment()).trace(model, inputs, runs, nativeOptions);
    } catch (OrtException e) {
      throw refused(e);
    }
  }

  private static InvalidInputException refused(OrtException e) {
    return new InvalidInputException("ONNX Runtime cannot load the model: " + oneLine(e), e);
  }

  private OrtSession.SessionOptions sessionOptions() throws OrtException {
    OrtSession.SessionOptions nativeOptions = new OrtSession.SessionOptions();
    try {
      nativeOptions.setIntraOpNumThreads(options.threads());
      nativeOptions.setInterOpNumThreads(1);
      nativeOptions.setOptimizationLevel(level(options.optimizationLevel()));
      String spinning = options.spinning() ? "1" : "0";
      nativeOptions.addConfigEntry("session.intra_op.allow_spinning", spinning);
      nativeOptions.addConfigEntry("session.inter_op.allow_spinning", spinning);
      nativeOptions.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
      return nativeOptions;
    } catch (OrtException e) {
      nativeOptions.close();
      throw e;
    }
  }

  /**
   * The environment of this JVM, of which ONNX Runtime allows only one. Its warnings, which go to
   * standard error past every logger, are off.
   */
  private static OrtEnvironment environment() {
    return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "rank1");
  }

  private static OptLevel level(OptimizationLevel level) {
    return switch (level) {
      case NONE -> OptLevel.NO_OPT;
      case BASIC -> OptLevel.BASIC_OPT;
      case EXTENDED -> OptLevel.EXTENDED_OPT;
      case ALL -> OptLevel.ALL_OPT;
    };
  }

  static String oneLine(OrtException e) {
    return String.valueOf(e.getMessage()).replaceAll("\\s+", " ").strip();
  }
}
