package org.rank1.onnx.runtime;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import java.util.Map;
import org.rank1.filter.FloatTensor;
import org.rank1.io.InvalidInputException;
import org.rank1.onnx.runtime.OnnxRuntimeOptions.OptimizationLevel;
import org.rank1.runtime.InferenceSession;

/** What the providers of ONNX Runtime share: loading, tracing, and how failures read. */
final class NativeRuntime {
  private final Configuration configuration;

  /** Sets what is particular to a provider. */
  @FunctionalInterface
  interface Configuration {
    void apply(OrtSession.SessionOptions options) throws OrtException;
  }

  NativeRuntime(Configuration configuration) {
    this.configuration = configuration;
  }

  /**
   * The environment of this JVM, of which ONNX Runtime allows only one. Its warnings, which go to
   * standard error past every logger, are off.
   */
  static OrtEnvironment environment() {
    return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "rank1");
  }

  InferenceSession open(byte[] model) {
    try (OrtSession.SessionOptions options = sessionOptions()) {
      OrtEnvironment environment = environment();
      return OnnxRuntimeSession.over(environment, environment.createSession(model, options));
    } catch (OrtException e) {
      throw refused(e);
    }
  }

  ExecutionTrace trace(byte[] model, Map<String, FloatTensor> inputs, int runs) {
    try (OrtSession.SessionOptions options = sessionOptions()) {
      return new Tracer(environment()).trace(model, inputs, runs, options);
    } catch (OrtException e) {
      throw refused(e);
    }
  }

  ModelProto optimized(byte[] model) {
    try (OrtSession.SessionOptions options = sessionOptions()) {
      return new Tracer(environment()).optimized(model, options);
    } catch (OrtException e) {
      throw refused(e);
    }
  }

  private OrtSession.SessionOptions sessionOptions() throws OrtException {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    try {
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
      configuration.apply(options);
      return options;
    } catch (OrtException | InvalidInputException e) {
      options.close();
      throw e;
    }
  }

  static OptLevel level(OptimizationLevel level) {
    return switch (level) {
      case NONE -> OptLevel.NO_OPT;
      case BASIC -> OptLevel.BASIC_OPT;
      case EXTENDED -> OptLevel.EXTENDED_OPT;
      case ALL -> OptLevel.ALL_OPT;
    };
  }

  private static InvalidInputException refused(OrtException e) {
    return new InvalidInputException("ONNX Runtime cannot load the model: " + oneLine(e), e);
  }

  static String oneLine(OrtException e) {
    return String.valueOf(e.getMessage()).replaceAll("\\s+", " ").strip();
  }
}
