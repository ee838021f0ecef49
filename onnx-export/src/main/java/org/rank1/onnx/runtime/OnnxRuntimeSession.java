package org.rank1.onnx.runtime;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rank1.filter.FloatTensor;
import org.rank1.io.InvalidInputException;
import org.rank1.runtime.InferenceSession;

/** A model that ONNX Runtime has loaded. */
final class OnnxRuntimeSession implements InferenceSession {
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final DeclaredInputs inputs;
  private final List<String> outputs;
  private final RunCost cost;
  private final SessionUse use = new SessionUse();

  private OnnxRuntimeSession(
      OrtEnvironment environment,
      OrtSession session,
      DeclaredInputs inputs,
      List<String> outputs,
      RunCost cost) {
    this.environment = environment;
    this.session = session;
    this.inputs = inputs;
    this.outputs = outputs;
    this.cost = cost;
  }

  /** Takes over a native session, and closes it if its inputs or outputs are not float tensors. */
  static OnnxRuntimeSession over(OrtEnvironment environment, OrtSession session, RunCost cost)
      throws OrtException {
    try {
      Map<String, NodeInfo> outputInfo = session.getOutputInfo();
      for (NodeInfo output : outputInfo.values()) {
        DeclaredInputs.requireFloats("output", output);
      }
      return new OnnxRuntimeSession(
          environment,
          session,
          DeclaredInputs.of(session.getInputInfo()),
          List.copyOf(outputInfo.keySet()),
          cost);
    } catch (InvalidInputException | OrtException e) {
      session.close();
      throw e;
    }
  }

  @Override
  public List<String> outputs() {
    return outputs;
  }

  @Override
  public Map<String, FloatTensor> run(Map<String, FloatTensor> values) {
    inputs.check(values);
    cost.require(inputs.openExtents(values));
    try {
      return use.use(() -> runOpen(values));
    } catch (OrtException e) {
      throw runFailed(e);
    }
  }

  private Map<String, FloatTensor> runOpen(Map<String, FloatTensor> values) throws OrtException {
    try (NativeTensors fed = NativeTensors.of(environment, values);
        OrtSession.Result result = session.run(fed.tensors())) {
      Map<String, FloatTensor> read = new LinkedHashMap<>();
      for (Map.Entry<String, OnnxValue> output : result) {
        read.put(output.getKey(), NativeTensors.read((OnnxTensor) output.getValue()));
      }
      return read;
    }
  }

  @Override
  public TimedRun prepare(Map<String, FloatTensor> values) {
    // What a model returns is only known for certain by running it: its declared output shapes may
    // be symbolic.
    Map<String, FloatTensor> returned = run(values);
    NativeTensors fed = null;
    try {
      fed = NativeTensors.of(environment, values);
      return new PinnedRun(session, use, fed, NativeTensors.of(environment, returned));
    } catch (OrtException e) {
      if (fed != null) {
        fed.close();
      }
      throw runFailed(e);
    }
  }

  static InvalidInputException runFailed(OrtException e) {
    return new InvalidInputException(
        "ONNX Runtime cannot run the model: " + NativeRuntime.oneLine(e), e);
  }

  @Override
  public void close() {
    try {
      use.close(session::close);
    } catch (OrtException e) {
      throw new IllegalStateException("The session cannot be closed", e);
    }
  }
}
