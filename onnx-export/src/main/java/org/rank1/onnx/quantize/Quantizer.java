package org.rank1.onnx.quantize;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.rank1.filter.FloatTensor;
import org.rank1.io.InvalidInputException;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.check.OnnxCheck;
import org.rank1.onnx.graph.OnnxFile;
import org.rank1.onnx.model.ModelGraph;
import org.rank1.onnx.model.Precision;
import org.rank1.runtime.InferenceRuntime;

/**
 * Makes a model that computes on 8-bit integers of one that computes on 32-bit floats.
 *
 * <pre>{@code
 * var quantizer = new Quantizer(runtime, new QuantizationOptions());
 * CheckedModel int8 = quantizer.quantize(split, images, Map.of()).model();
 * }</pre>
 *
 * <p>Equal models, images and options give equal bytes, as far as the runtime gives equal values.
 */
public final class Quantizer {
  private static final int OLDEST_OPSET = 13;

  private final InferenceRuntime runtime;
  private final QuantizationOptions options;

  /** Takes a runtime for the calibration. */
  public Quantizer(InferenceRuntime runtime, QuantizationOptions options) {
    this.runtime = runtime;
    this.options = options;
  }

  /** Whether a model has quantized values. */
  public static boolean isQuantized(CheckedModel model) {
    return Precision.isQuantized(model.graph());
  }

  /**
   * Quantizes every convolution and fully connected layer with constant weights, and what lies
   * between them.
   *
   * @param model of floats, with one input
   * @param images calibration images, each tensor {@code [n, ...]}, as the model wants its input
   * @param facts further metadata, for example where the images come from
   * @throws InvalidInputException if there is nothing to quantize, the model is quantized already
   *     or too old (opset before 13), an image does not fit, or a value is not finite on one
   */
  public QuantizedModel quantize(
      CheckedModel model, List<FloatTensor> images, Map<String, String> facts) {
    requireQuantizable(model);
    FloatGraph graph = new FloatGraph(model.graph());
    QuantizedValues values = QuantizedValues.of(graph);
    try (CalibrationRun calibration =
        new CalibrationRun(model, values.calibrated(), images, runtime)) {
      Map<String, ChannelRanges> ranges = calibration.ranges();
      Balancing balancing = options.balance() ? Balancing.of(graph, ranges) : Balancing.none();
      return write(
          balancing.apply(graph),
          calibration.scales(ranges, balancing, options.ranges()),
          model.place(),
          facts);
    }
  }

  /**
   * The model of floats that is quantized if channels are balanced: the same function, up to
   * rounding.
   */
  public CheckedModel balanced(CheckedModel model, List<FloatTensor> images) {
    FloatGraph graph = new FloatGraph(model.graph());
    try (CalibrationRun calibration =
        new CalibrationRun(model, Balancing.free(graph), images, runtime)) {
      return CheckedModel.of(
          Balancing.of(graph, calibration.ranges()).apply(graph), "balanced from " + model.place());
    }
  }

  private QuantizedModel write(
      ModelProto balanced,
      Map<String, ActivationScale> scales,
      String place,
      Map<String, String> facts) {
    FloatGraph graph = new FloatGraph(ModelGraph.of(balanced));
    QuantizedValues values = QuantizedValues.of(graph);
    QuantizedGraph written =
        new QuantizedGraph(
            graph, OnnxCheck.check(balanced).shapes(), values, scales, options.pairSafe());
    ModelProto.Builder quantized = written.write().toBuilder();
    describe(quantized, facts);
    return new QuantizedModel(
        CheckedModel.of(quantized.build(), "quantized from " + place),
        written.linearNodes(),
        values.roots().size());
  }

  private void describe(ModelProto.Builder model, Map<String, String> facts) {
    Map<String, String> entries = new TreeMap<>();
    model.getMetadataPropsList().forEach(entry -> entries.put(entry.getKey(), entry.getValue()));
    entries.put("precision", "int8");
    entries.put("quantization.pair_safe", Boolean.toString(options.pairSafe()));
    entries.put("quantization.ranges", options.ranges().name().toLowerCase(Locale.ROOT));
    entries.put("quantization.balanced", Boolean.toString(options.balance()));
    entries.putAll(facts);
    model.clearMetadataProps();
    entries.forEach(
        (key, value) ->
            model.addMetadataProps(
                StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
  }

  private static void requireQuantizable(CheckedModel model) {
    if (isQuantized(model)) {
      throw new InvalidInputException("%s is quantized already.".formatted(model.place()));
    }
    FloatGraph graph = new FloatGraph(model.graph());
    boolean linear = false;
    for (NodeProto node : graph.graph().nodes()) {
      linear |= graph.linear(node).isPresent();
    }
    int opset = OnnxFile.opset(model.proto());
    if (opset < OLDEST_OPSET || !linear) {
      throw new InvalidInputException(
          "%s cannot be quantized: %s."
              .formatted(
                  model.place(),
                  linear
                      ? "its opset %d is older than %d".formatted(opset, OLDEST_OPSET)
                      : "it has no convolution or fully connected layer with constant weights"));
    }
  }
}
