package org.rank1.onnx.runtime;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import org.rank1.runtime.InferenceSession;

/** A run from and into buffers that stay where they are. */
final class PinnedRun implements InferenceSession.TimedRun {
  private final OrtSession session;
  private final SessionUse ofSession;
  private final SessionUse ofBuffers = new SessionUse();
  private final NativeTensors inputs;
  private final NativeTensors outputs;

  PinnedRun(OrtSession session, SessionUse use, NativeTensors inputs, NativeTensors outputs) {
    this.session = session;
    this.ofSession = use;
    this.inputs = inputs;
    this.outputs = outputs;
  }

  @Override
  public long runNanos() {
    try {
      return ofSession.use(() -> ofBuffers.use(this::run));
    } catch (OrtException e) {
      throw OnnxRuntimeSession.runFailed(e);
    }
  }

  private long run() throws OrtException {
    long start = System.nanoTime();
    // The result owns no value: all of them are ours, and closing it releases nothing.
    try (OrtSession.Result result = session.run(inputs.tensors(), outputs.tensors())) {
      long elapsed = System.nanoTime() - start;
      if (result.size() != outputs.tensors().size()) {
        throw new IllegalStateException("A run returned " + result.size() + " outputs");
      }
      return elapsed;
    }
  }

  @Override
  public void close() {
    ofBuffers.close(this::release);
  }

  private void release() {
    inputs.close();
    outputs.close();
  }
}
