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
import org.rank1.onnx.graph.OnnxFile;
import org.rank1.onnx.model.ModelGraph;
import org.rank1.onnx.runtime.OnnxRuntimeOptions.OptimizationLevel;
import org.rank1.runtime.InferenceSession;
import org.rank1.runtime.OnnxModel;

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

  InferenceSession open(OnnxModel model) {
    OrtEnvironment environment = OneEnvironment.get();
    try (OrtSession.SessionOptions options = sessionOptions()) {
      RunCost cost = admit(environment, model);
      return OnnxRuntimeSession.over(
          environment, environment.createSession(model.bytes(), options), cost);
    } catch (OrtException e) {
      throw refused(e);
    }
  }

  ExecutionTrace trace(OnnxModel model, Map<String, FloatTensor> inputs, int runs) {
    OrtEnvironment environment = OneEnvironment.get();
    try (OrtSession.SessionOptions options = sessionOptions()) {
      RunCost cost = admit(environment, model);
      return new Tracer(environment, cost).trace(graph(model), inputs, runs, options);
    } catch (OrtException e) {
      throw refused(e);
    }
  }

  ModelProto optimized(OnnxModel model) {
    OrtEnvironment environment = OneEnvironment.get();
    try (OrtSession.SessionOptions options = sessionOptions()) {
      return new Tracer(environment, admit(environment, model)).optimized(model.bytes(), options);
    } catch (OrtException e) {
      throw refused(e);
    }
  }

  /** What a run takes; a model that takes too much for a batch of one never becomes a session. */
  private static RunCost admit(OrtEnvironment environment, OnnxModel model) throws OrtException {
    RunCost cost;
    try {
      cost = model.derived(RunCost.class, () -> cost(environment, graph(model)));
    } catch (Underivable e) {
      throw e.cause;
    }
    cost.require(1);
    return cost;
  }

  private static ModelGraph graph(OnnxModel model) {
    return model.derived(
        ModelGraph.class, () -> ModelGraph.of(OnnxFile.parse(model.bytes(), "to be run")));
  }

  private static RunCost cost(OrtEnvironment environment, ModelGraph graph) {
    try {
      return RunCost.of(graph, InferredShapes.of(environment, graph.model()));
    } catch (OrtException e) {
      throw new Underivable(e);
    }
  }

  /** Carries a checked exception through a supplier. */
  private static final class Underivable extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final OrtException cause;

    Underivable(OrtException cause) {
      super(cause);
      this.cause = cause;
    }
  }

  private OrtSession.SessionOptions sessionOptions() throws OrtException {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    try {
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
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
