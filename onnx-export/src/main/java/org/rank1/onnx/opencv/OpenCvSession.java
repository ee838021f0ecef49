package org.rank1.onnx.opencv;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.opencv.core.Core;
import org.opencv.core.CvException;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.dnn.Dnn;
import org.opencv.dnn.Net;
import org.rank1.filter.FloatTensor;
import org.rank1.io.InvalidInputException;
import org.rank1.io.NearMisses;
import org.rank1.onnx.model.ModelSignature;
import org.rank1.runtime.InferenceSession;

/** A model that OpenCV has loaded. A network computes one run at a time, so runs wait in turn. */
final class OpenCvSession implements InferenceSession {
  private final Net net;
  private final ModelSignature signature;
  private final OpenCvOptions options;
  private boolean closed;

  private OpenCvSession(Net net, ModelSignature signature, OpenCvOptions options) {
    this.net = net;
    this.signature = signature;
    this.options = options;
  }

  static OpenCvSession open(byte[] model, ModelSignature signature, OpenCvOptions options) {
    MatOfByte bytes = new MatOfByte(model);
    try {
      Net net = Dnn.readNetFromONNX(bytes);
      net.enableWinograd(options.winograd());
      return new OpenCvSession(net, signature, options);
    } catch (CvException e) {
      throw new InvalidInputException("OpenCV cannot load the model: " + oneLine(e), e);
    } finally {
      bytes.release();
    }
  }

  @Override
  public List<String> outputs() {
    return signature.outputs();
  }

  @Override
  public synchronized Map<String, FloatTensor> run(Map<String, FloatTensor> inputs) {
    requireOpen(closed);
    Mat fed = matrix(checked(inputs));
    try {
      Mat result = forward(fed);
      List<Integer> shape = IntStream.range(0, result.dims()).mapToObj(result::size).toList();
      FloatTensor output = FloatTensor.zeros(shape);
      result.get(new int[shape.size()], output.data());
      result.release();
      return Map.of(signature.outputs().get(0), output);
    } finally {
      fed.release();
    }
  }

  @Override
  public synchronized TimedRun prepare(Map<String, FloatTensor> inputs) {
    requireOpen(closed);
    Mat fed = matrix(checked(inputs));
    try {
      forward(fed).release(); // which refuses what cannot be run, and allocates
    } catch (InvalidInputException e) {
      fed.release();
      throw e;
    }
    return new Prepared(fed);
  }

  /** Native code never sees another shape than the model declares. */
  private FloatTensor checked(Map<String, FloatTensor> inputs) {
    for (String name : inputs.keySet()) {
      if (!name.equals(signature.input())) {
        throw new InvalidInputException(
            NearMisses.unknown("input", name, "the model's inputs", List.of(signature.input())));
      }
    }
    FloatTensor value = inputs.get(signature.input());
    if (value == null) {
      throw new InvalidInputException(
          "The model's input \"%s\" of shape %s is missing."
              .formatted(signature.input(), signature.shapeText()));
    }
    boolean batchFits =
        signature.batch() == ModelSignature.ANY
            || (!value.shape().isEmpty() && value.shape().get(0) == signature.batch());
    if (!signature.accepts(value.shape()) || !batchFits) {
      throw new InvalidInputException(
          "Input \"%s\" has shape %s, the model wants %s."
              .formatted(signature.input(), value.shape(), signature.shapeText()));
    }
    return value;
  }

  private static Mat matrix(FloatTensor value) {
    int[] shape = value.shape().stream().mapToInt(Integer::intValue).toArray();
    Mat matrix = new Mat(shape, CvType.CV_32F);
    matrix.put(new int[shape.length], value.data());
    return matrix;
  }

  private Mat forward(Mat fed) {
    try {
      Core.setNumThreads(options.threads());
      net.setInput(fed);
      return net.forward();
    } catch (CvException e) {
      throw new InvalidInputException("OpenCV cannot run the model: " + oneLine(e), e);
    }
  }

  private static String oneLine(CvException e) {
    return String.valueOf(e.getMessage()).replaceAll("\\s+", " ").strip();
  }

  /** Frees nothing: OpenCV does that when Java no longer refers to the network. */
  @Override
  public synchronized void close() {
    closed = true;
  }

  private static void requireOpen(boolean isClosed) {
    if (isClosed) {
      throw new IllegalStateException("The session is closed");
    }
  }

  /**
   * A run on an input that stays where it is; OpenCV keeps its buffers from one run to the next.
   */
  private final class Prepared implements TimedRun {
    private final Mat fed;
    private boolean released;

    Prepared(Mat fed) {
      this.fed = fed;
    }

    @Override
    public long runNanos() {
      synchronized (OpenCvSession.this) {
        requireOpen(closed || released);
        long start = System.nanoTime();
        Mat result = forward(fed);
        long elapsed = System.nanoTime() - start;
        result.release();
        return elapsed;
      }
    }

    @Override
    public void close() {
      synchronized (OpenCvSession.this) {
        released = true;
        fed.release(); // again does nothing
      }
    }
  }
}
