package org.rank1.experiments.certificate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.rank1.experiments.app.Product;
import org.rank1.experiments.evaluate.TinyModels;
import org.rank1.experiments.validate.InputSettings;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.form.Rank1Form;
import org.rank1.network.FeatureShape;
import org.rank1.network.LayerSpec;
import org.rank1.network.NetworkBuilder;
import org.rank1.network.NetworkSnapshot;
import org.rank1.network.NetworkSpec;
import org.rank1.onnx.export.ExportOptions;
import org.rank1.onnx.verdict.LatencyOptions;
import org.rank1.provenance.Provenance;

/** A tiny network, composed and split, whole and damaged, and its certificates. */
public final class Pair {
  static final CertificateSettings SETTINGS =
      new CertificateSettings(
          new InputSettings("", Optional.empty(), 3, 2),
          1,
          new LatencyOptions(0.02, 0.01, 0.95, 0));

  private static final NetworkSpec NETWORK =
      new NetworkBuilder("tiny", FeatureShape.of(1, 28, 28), new Rank1Form())
          .conv("conv1", 4, ConvGeometry.same2d(3), true)
          .relu("relu1")
          .maxPool("pool1", 4)
          .conv("conv2", 6, ConvGeometry.same2d(3), false)
          .batchNorm("bn2")
          .relu("relu2")
          .flatten("flatten")
          .dense("logits", 10)
          .build();

  private static final Map<String, String> FEW_IMAGES =
      Map.of(Provenance.DATASET_OPTION + "train", "10", Provenance.DATASET_OPTION + "test", "4");

  private Pair() {}

  /** Writes a form of the network. */
  public static Path export(String lowering, Path file) throws IOException {
    return export(lowering, snapshot(), file);
  }

  /** Writes the split form with some values of a layer changed. */
  public static Path exportDamaged(String layer, String role, Consumer<float[]> damage, Path file)
      throws IOException {
    NetworkSnapshot whole = snapshot();
    Map<String, Map<String, FloatTensor>> tensors = new LinkedHashMap<>();
    for (LayerSpec each : NETWORK.layers()) {
      tensors.put(each.name(), new LinkedHashMap<>(whole.tensors(each)));
    }
    FloatTensor damaged = tensors.get(layer).get(role).copy();
    damage.accept(damaged.data());
    tensors.get(layer).put(role, damaged);
    return export("chain", snapshot(tensors), file);
  }

  private static Path export(String lowering, NetworkSnapshot snapshot, Path file)
      throws IOException {
    return TinyModels.export(snapshot, new ExportOptions().withLowering(lowering), file);
  }

  private static NetworkSnapshot snapshot() {
    NetworkSnapshot random = TinyModels.random(NETWORK, "synthetic");
    Map<String, Map<String, FloatTensor>> tensors = new LinkedHashMap<>();
    NETWORK.layers().forEach(layer -> tensors.put(layer.name(), random.tensors(layer)));
    return snapshot(tensors);
  }

  private static NetworkSnapshot snapshot(Map<String, Map<String, FloatTensor>> tensors) {
    return new NetworkSnapshot(
        NETWORK,
        tensors,
        TinyModels.CONTRACT,
        new Provenance("0", "hash", 1, "synthetic", FEW_IMAGES));
  }

  private static Product product() {
    return Product.assemble(Pair.class.getClassLoader());
  }

  static Certificate certify(Path reference, Path candidate, Path folder) {
    return certify(reference, candidate, folder, note -> {});
  }

  static Certificate certify(Path reference, Path candidate, Path folder, Consumer<String> note) {
    return product()
        .get(Certifier.class)
        .certify(
            reference, candidate, SETTINGS, new CertificateFolder(folder), note, progress -> {});
  }

  static Reproduction verify(Path file, Path... models) {
    return product()
        .get(Verifier.class)
        .verify(
            file,
            new VerificationSettings(List.of(models), Optional.empty()),
            note -> {},
            progress -> {});
  }
}
