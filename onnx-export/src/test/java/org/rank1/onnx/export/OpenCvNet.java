package org.rank1.onnx.export;

import ai.onnx.proto.OnnxMl.ModelProto;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.dnn.Dnn;
import org.opencv.dnn.Net;
import org.rank1.filter.FloatTensor;

/** A model in OpenCV's DNN module, which shares nothing with ONNX Runtime. */
public final class OpenCvNet {
  private OpenCvNet() {}

  /** The only output for an only input. */
  public static float[] run(ModelProto model, FloatTensor input) {
    int[] shape = input.shape().stream().mapToInt(Integer::intValue).toArray();
    MatOfByte bytes = new MatOfByte(model.toByteArray());
    Net net = Dnn.readNetFromONNX(bytes);
    // Winograd's transforms round much more than the sums they replace.
    net.enableWinograd(false);
    Mat fed = new Mat(shape, CvType.CV_32F);
    fed.put(new int[shape.length], input.data());
    net.setInput(fed);
    Mat result = net.forward();
    float[] values = new float[(int) result.total()];
    result.get(new int[result.dims()], values);
    result.release();
    fed.release();
    bytes.release();
    return values;
  }
}
