package org.rank1.onnx.runtime;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import org.rank1.runtime.InferenceSession;

/** A run from and into buffers that stay where they are. */
final class PinnedRun implements InferenceSession.TimedRun {
  private final OrtSession session;
  private final NativeTensors inputs;
  private final NativeTensors outputs;

  PinnedRun(OrtSession session, NativeTensors inputs, NativeTensors outputs) {
    this.session = session;
    this.inputs = inputs;
    this.outputs = outputs;
  }

  @Override
  public long runNanos() {
    long start = System.nanoTime();
    // The result owns no value: all of them are ours, and closing it releases nothing.
    try (OrtSession.Result result = session.run(inputs.tensors(), outputs.tensors())) {
      long elapsed = System.nanoTime() - start;
      if (result.size() != outputs.tensors().size()) {
        throw new IllegalStateException("A run returned " + result.size() + " outputs");
      }
      return elapsed;
    } catch (OrtException e) {
      throw OnnxRuntimeSession.runFailed(e);
    }
  }

  @Override
  public void close() {
    inputs.close();
    outputs.close();
  }
}
