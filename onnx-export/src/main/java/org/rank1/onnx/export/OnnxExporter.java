package org.rank1.onnx.export;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.rank1.io.InvalidInputException;
import org.rank1.network.NetworkCounts;
import org.rank1.network.NetworkSnapshot;
import org.rank1.network.NetworkSpec;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.graph.Dimension;
import org.rank1.onnx.graph.OnnxFile;
import org.rank1.onnx.graph.TensorShape;
import org.rank1.onnx.model.OnnxGraphBuilder;
import org.rank1.onnx.model.OnnxValue;

/**
 * Makes an ONNX model of what a network has learned.
 *
 * <p>Input {@code input} of shape {@code [N, C, spatial...]}, one output. The input is normalized
 * pixels, or raw ones with {@link ExportOptions#embedPreprocessing}. <b>Names</b>, on which
 * comparisons rely: the value of every layer that survives has the layer's name, whatever the
 * lowering; where batch norms are folded into a convolution, the name of the last one; where the
 * network ends in dropout, the name of that. Values inside a lowered convolution are named {@code
 * LAYER/STAGE}, or {@code LAYER/CHAIN/STAGE} in a sum of chains. A node has the name of its output,
 * its initializers are {@code NODE/weight} and {@code NODE/bias}.
 *
 * <p>A batch norm that alone reads a convolution is folded, in double precision, into the last
 * linear stage of every chain. The last convolution of every chain has a bias, if of zeros: ONNX
 * Runtime fuses a following addition only then.
 *
 * <p>Input and output have as many axes as the network, whatever {@link TensorOrder} says of the
 * values between them; such a value holds what its layer computes in the layer's order.
 *
 * <p>Equal snapshots and options give equal bytes.
 */
public final class OnnxExporter {
  /**
   * Exports.
   *
   * @throws InvalidInputException if a lowering is asked for that there is not, a weight is not
   *     finite, or the network cannot be written as ONNX
   */
  public ExportedModel export(NetworkSnapshot snapshot, ExportOptions options) {
    NetworkSpec network = snapshot.network();
    Lowerings lowerings = options.lowerings().select(network);
    try {
      OnnxGraphBuilder graph = new OnnxGraphBuilder(network.name());
      FeatureMapWriter maps =
          new FeatureMapWriter(graph, options.batch().dimension(), options.tensorOrder());
      NetworkWriter writer = new NetworkWriter(snapshot, lowerings, maps);
      List<Dimension> extents = new ArrayList<>(List.of(options.batch().dimension()));
      network.input().extents().forEach(extent -> extents.add(Dimension.of(extent)));
      OnnxValue input = graph.input(NetworkSpec.INPUT, TensorShape.of(extents));
      graph.output(
          writer
              .write(
                  options.embedPreprocessing()
                      ? InputNormalization.write(graph, input, network.input(), snapshot.input())
                      : input)
              .value());
      CheckedModel model =
          CheckedModel.of(
              graph.build(ModelMetadata.of(snapshot, lowerings, options.embedPreprocessing())),
              "exported from network \"" + network.name() + "\"");
      return new ExportedModel(model, lowerings, new NetworkCounts(writer.counts()));
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(
          "Cannot export network \"%s\": %s.".formatted(network.name(), e.getMessage()), e);
    }
  }

  /**
   * Exports to a file, which appears whole or not at all.
   *
   * @throws InvalidInputException as {@link #export(NetworkSnapshot, ExportOptions)} does
   */
  public ExportedModel export(NetworkSnapshot snapshot, ExportOptions options, Path file)
      throws IOException {
    ExportedModel exported = export(snapshot, options);
    OnnxFile.write(exported.model().proto(), file);
    return exported;
  }
}
