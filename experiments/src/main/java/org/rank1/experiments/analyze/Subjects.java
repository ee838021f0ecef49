package org.rank1.experiments.analyze;

import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rank1.experiments.config.ExperimentReader;
import org.rank1.experiments.train.RunFolder;
import org.rank1.filter.Composition;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.Lowering;
import org.rank1.io.InvalidInputException;
import org.rank1.network.FeatureShape;
import org.rank1.network.LayerSpec;
import org.rank1.network.NetworkSnapshot;
import org.rank1.network.SnapshotFile;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.export.Batch;
import org.rank1.onnx.export.ExportOptions;
import org.rank1.onnx.export.ExportedModel;
import org.rank1.onnx.export.LoweringSelection;
import org.rank1.onnx.export.ModelMetadata;
import org.rank1.onnx.export.OnnxExporter;
import org.rank1.onnx.image.InputShape;
import org.rank1.onnx.inspect.ConvolutionNode;
import org.rank1.onnx.inspect.ModelConvolutions;
import org.rank1.onnx.quantize.Quantizer;
import org.rank1.plugin.Parts;

/** Opens runs and ONNX files to look into them. */
final class Subjects {
  private final SnapshotFile snapshots;
  private final Parts parts;

  @Inject
  Subjects(SnapshotFile snapshots, Parts parts) {
    this.snapshots = snapshots;
    this.parts = parts;
  }

  /**
   * Opens the folder of a run, or an ONNX file.
   *
   * @param input shape of one example, for a file that leaves it open
   * @throws org.rank1.io.InvalidInputException if it is neither
   */
  Subject open(Path target, Optional<FeatureShape> input) {
    return Files.isDirectory(target) ? run(target) : file(target, input);
  }

  /**
   * A run, as a model in which every kernel that can be composed is one convolution: so a layer's
   * feature maps are where they are in any other form.
   */
  private Subject run(Path target) {
    RunFolder folder = RunFolder.open(target);
    NetworkSnapshot snapshot = load(folder);
    ExportedModel exported =
        new OnnxExporter()
            .export(
                snapshot,
                new ExportOptions(LoweringSelection.perLayer(Subjects::composed), Batch.fixed(1)));
    ModelConvolutions found = ModelConvolutions.of(exported.model());
    List<AnalyzedLayer> layers = new ArrayList<>();
    int next = 0;
    for (LayerSpec.Convolution layer : snapshot.network().convolutions()) {
      int nodes = nodes(snapshot, layer);
      List<ConvolutionNode> own = found.nodes().subList(next, next + nodes);
      next += nodes;
      layers.addAll(layers(snapshot, layer, own));
    }
    return new Subject(
        target.toString(), exported.model(), layers, found.leftOut(), dataFolder(folder));
  }

  private NetworkSnapshot load(RunFolder folder) {
    try {
      return snapshots.load(folder.snapshot());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String composed(LayerSpec.Convolution layer, ConvSpec conv) {
    List<String> offered = layer.form().lowerings(conv);
    return offered.contains(Lowering.COMPOSED) ? Lowering.COMPOSED : offered.get(0);
  }

  /** The convolutions as which a layer is exported. */
  private static int nodes(NetworkSnapshot snapshot, LayerSpec.Convolution layer) {
    ConvSpec conv = snapshot.network().convSpec(layer);
    return layer.form().lower(conv, composed(layer, conv)).chains().stream()
        .mapToInt(List::size)
        .sum();
  }

  private static List<AnalyzedLayer> layers(
      NetworkSnapshot snapshot, LayerSpec.Convolution layer, List<ConvolutionNode> nodes) {
    String form = layer.form().name();
    if (nodes.size() == 1
        && layer.form().composition(snapshot.network().convSpec(layer))
            instanceof Composition.Composable composable) {
      return List.of(
          new AnalyzedLayer(
              layer.name(),
              form,
              composable.kernel().apply(snapshot.factors(layer)),
              nodes.get(0)));
    }
    return nodes.stream()
        .map(node -> new AnalyzedLayer(node.name(), form, node.kernel(), node))
        .toList();
  }

  /** The folder of the images that a run names in its configuration. */
  private Optional<Path> dataFolder(RunFolder folder) {
    return Files.isRegularFile(folder.config())
        ? new ExperimentReader(parts).read(folder.config(), List.of()).settings().dataFolder()
        : Optional.empty();
  }

  private static Subject file(Path target, Optional<FeatureShape> input) {
    CheckedModel read = CheckedModel.read(target);
    CheckedModel model = input.map(shape -> InputShape.fix(read, shape)).orElse(read);
    if (Quantizer.isQuantized(model)) {
      // Rounding to bytes gives every map full rank: the bound speaks of exact ones.
      throw new InvalidInputException(
          "%s is quantized; analyze the model of floats it was made from."
              .formatted(model.place()));
    }
    ModelConvolutions found = ModelConvolutions.of(model);
    Map<String, String> metadata = ModelMetadata.read(model);
    List<AnalyzedLayer> layers = new ArrayList<>();
    for (ConvolutionNode node : found.nodes()) {
      layers.add(new AnalyzedLayer(node.name(), form(node, metadata), node.kernel(), node));
    }
    return new Subject(target.toString(), model, layers, found.leftOut(), Optional.empty());
  }

  /**
   * The form of the layer {@code LAYER} to which a node belongs: it is called so, or {@code
   * LAYER/STAGE}, or, where a batch norm is folded into the last stage, it reads {@code
   * LAYER/STAGE}.
   */
  private static String form(ConvolutionNode node, Map<String, String> metadata) {
    String named = metadata.getOrDefault("layer." + layer(node.name()) + ".form", "");
    return named.isEmpty() && node.input().contains("/")
        ? metadata.getOrDefault("layer." + layer(node.input()) + ".form", "")
        : named;
  }

  private static String layer(String value) {
    int slash = value.indexOf('/');
    return slash < 0 ? value : value.substring(0, slash);
  }
}
