package org.rank1.onnx.runtime;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.util.Map;
import org.rank1.filter.FloatTensor;
import org.rank1.runtime.InferenceRuntime;
import org.rank1.runtime.OnnxModel;

/** A runtime that can say what it ran, and how long each node took. */
public interface TracingRuntime extends InferenceRuntime {

  /**
   * Runs a model with the runtime's profiler on. Measuring every node costs time of its own: the
   * sum over the nodes is not the latency of the model.
   *
   * @param model what our own check has passed
   * @param inputs every input by name
   * @param runs runs over which the medians are taken, between 1 and 1000
   * @throws org.rank1.io.InvalidInputException if the runtime refuses the model or an input
   */
  ExecutionTrace trace(OnnxModel model, Map<String, FloatTensor> inputs, int runs);

  /**
   * The graph into which the runtime optimizes a model.
   *
   * @param model what our own check has passed
   * @throws org.rank1.io.InvalidInputException if the runtime refuses the model
   */
  ModelProto optimized(OnnxModel model);
}
