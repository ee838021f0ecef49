package org.rank1.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rank1.filter.ConvAxis;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.FilterForm;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.TensorSpec;
import org.rank1.filter.form.DenseForm;
import org.rank1.filter.form.Rank1Form;
import org.rank1.io.InvalidInputException;
import org.rank1.plugin.NoOptions;
import org.rank1.plugin.PartBinding;
import org.rank1.plugin.PartFactory;
import org.rank1.plugin.Parts;
import org.rank1.provenance.Provenance;
import org.rank1.provenance.Sha256;

class SnapshotFileTest {
  @TempDir Path folder;
  private Path file;
  private final SnapshotFile snapshots = new SnapshotFile(parts());
  private final NetworkSnapshot snapshot = randomSnapshot();
  private final ObjectMapper json = new ObjectMapper();

  private static Parts parts() {
    return new Parts(Set.of(form("dense", new DenseForm()), form("rank1", new Rank1Form())));
  }

  private static PartBinding<FilterForm> form(String name, FilterForm form) {
    return new PartBinding<>(
        FilterForm.class,
        name,
        () -> PartFactory.<NoOptions, FilterForm>of(NoOptions.class, o -> form),
        new PartBinding.Origin("test", "1", "here"));
  }

  /** Every kind of layer, two forms. */
  private static NetworkSnapshot randomSnapshot() {
    NetworkBuilder b = new NetworkBuilder("all", FeatureShape.of(2, 9, 9), new DenseForm());
    b.conv("c1", 4, ConvGeometry.same2d(3), true).batchNorm("b1").relu("r1");
    b.add(
        new LayerSpec.Convolution(
            "c2",
            "r1",
            4,
            new ConvGeometry(List.of(new ConvAxis(3, 1, 2, 0, 1), ConvAxis.same(1)), 2),
            false,
            new Rank1Form()));
    b.add(new LayerSpec.Add("sum", List.of("c2", "r1")));
    b.add(new LayerSpec.Concat("cat", List.of("sum", "r1")));
    b.add(new LayerSpec.AveragePool("avg", "cat", List.of(ODD, ODD), true)).maxPool("max", 2);
    b.globalAveragePool("gap").flatten("flat").dropout("drop", 0.25).dense("logits", 3);
    NetworkSpec network = b.build();
    Random random = new Random(7);
    Map<String, Map<String, FloatTensor>> tensors = new LinkedHashMap<>();
    for (LayerSpec layer : network.layers()) {
      for (TensorSpec spec : network.tensors(layer)) {
        FloatTensor tensor = FloatTensor.zeros(spec.shape());
        for (int i = 0; i < tensor.size(); i++) {
          tensor.data()[i] = (float) random.nextGaussian();
        }
        tensors.computeIfAbsent(layer.name(), n -> new LinkedHashMap<>()).put(spec.name(), tensor);
      }
    }
    return new NetworkSnapshot(
        network,
        tensors,
        new InputContract(List.of(0.1, 0.2), List.of(0.3, 0.4), List.of("a", "b", "c")),
        new Provenance("0", "hash", 42, "synthetic", Map.of("accuracy", "0.5")));
  }

  private static final ConvAxis ODD = new ConvAxis(3, 2, 1, 0, 1);

  @BeforeEach
  void save() throws Exception {
    file = folder.resolve("sub/model.snapshot");
    snapshots.save(snapshot, file);
  }

  @Test
  void whatIsLoadedIsWhatWasSaved() throws Exception {
    NetworkSnapshot loaded = snapshots.load(file);
    assertThat(loaded.network()).isEqualTo(snapshot.network());
    assertThat(loaded.input()).isEqualTo(snapshot.input());
    assertThat(loaded.provenance()).isEqualTo(snapshot.provenance());
    for (LayerSpec layer : snapshot.network().layers()) {
      assertThat(loaded.tensors(layer)).isEqualTo(snapshot.tensors(layer));
    }
  }

  @Test
  void savingTwiceGivesTheSameBytesAndLeavesNothingElse() throws Exception {
    byte[] first = Files.readAllBytes(file);
    snapshots.save(snapshots.load(file), file);
    assertThat(Files.readAllBytes(file)).isEqualTo(first);
    try (var files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void everyTruncationIsRefused() throws Exception {
    byte[] whole = Files.readAllBytes(file);
    for (int length : new int[] {0, 5, 8, 100, whole.length / 2, whole.length - 1}) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertRefused("not a snapshot");
    }
    Files.write(file, Arrays.copyOf(whole, whole.length + 4));
    assertRefused("follow its last tensor");
  }

  @Test
  void everyFlippedByteOfTheWeightsIsNoticed() throws Exception {
    byte[] whole = Files.readAllBytes(file);
    for (int back : new int[] {1, 50, 333}) {
      byte[] flipped = whole.clone();
      flipped[whole.length - back] ^= 1;
      Files.write(file, flipped);
      assertRefused("SHA-256");
    }
  }

  @Test
  void whatTheHeaderSaysOfTensorsMustFollowFromTheNetwork() throws Exception {
    assertHeaderRefused(
        header -> ((ObjectNode) header.get("c1/w")).putArray("shape").add(3).add(3).add(2).add(4),
        "tensor \"c1/w\" is described as");
    assertHeaderRefused(
        header -> ((ObjectNode) header.get("c1/w")).put("dtype", "I32"), "\"dtype\":\"I32\"");
    assertHeaderRefused(
        header -> ((ObjectNode) header.get("c1/w")).putArray("data_offsets").add(4).add(292),
        "\"data_offsets\":[4,292]");
    assertHeaderRefused(header -> header.remove("c2/p"), "\"c2/p\" is described as nothing");
    assertHeaderRefused(
        header -> header.set("c9/w", header.get("c1/w")), "its header has \"c9/w\" too");
    assertHeaderRefused(
        header -> ((ObjectNode) header.get("__metadata__")).put("author", "me"),
        "its header has \"author\" too");
  }

  @Test
  void everyPartOfTheMetadataThatIsNullOrMissingIsRefused() throws Exception {
    for (String key : List.of("network", "input", "provenance")) {
      assertHeaderRefused(
          header -> ((ObjectNode) header.get("__metadata__")).put(key, "null"), "model.snapshot");
      assertHeaderRefused(
          header -> ((ObjectNode) header.get("__metadata__")).remove(key), "model.snapshot");
      ObjectNode inside = (ObjectNode) json.readTree(metadata(key));
      for (String field : fields(inside)) {
        ObjectNode without = inside.deepCopy();
        without.remove(field);
        assertResignedRefused(key, without);
        assertResignedRefused(key, inside.deepCopy().putNull(field));
      }
    }
    ObjectNode network = (ObjectNode) json.readTree(metadata("network"));
    network.putArray("layers").addNull();
    assertResignedRefused("network", network);
  }

  /** Refused although its hash is right: what a careless or hostile writer would make. */
  private void assertResignedRefused(String key, ObjectNode value) throws Exception {
    assertHeaderRefused(
        header -> {
          ObjectNode metadata = (ObjectNode) header.get("__metadata__");
          metadata.put(key, value.toString());
          MessageDigest digest = Sha256.digest();
          for (String hashed : List.of("format_version", "network", "input", "provenance")) {
            digest.update(metadata.get(hashed).asText().getBytes(StandardCharsets.UTF_8));
          }
          digest.update(weights());
          metadata.put("sha256", HexFormat.of().formatHex(digest.digest()));
        },
        "");
  }

  private static List<String> fields(ObjectNode node) {
    List<String> fields = new ArrayList<>();
    node.fieldNames().forEachRemaining(fields::add);
    return fields;
  }

  private String metadata(String key) throws IOException {
    return header().get("__metadata__").get(key).asText();
  }

  private ObjectNode header() throws IOException {
    ByteBuffer whole = ByteBuffer.wrap(bytes()).order(ByteOrder.LITTLE_ENDIAN);
    byte[] header = new byte[(int) whole.getLong()];
    whole.get(header);
    return (ObjectNode) json.readTree(header);
  }

  private byte[] weights() {
    ByteBuffer whole = ByteBuffer.wrap(bytes()).order(ByteOrder.LITTLE_ENDIAN);
    return Arrays.copyOfRange(bytes(), 8 + (int) whole.getLong(), bytes().length);
  }

  private byte[] bytes() {
    try {
      snapshots.save(snapshot, file);
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void assertHeaderRefused(Consumer<ObjectNode> change, String fragment)
      throws IOException {
    byte[] weights = weights();
    ObjectNode header = header();
    change.accept(header);
    byte[] text = json.writeValueAsBytes(header);
    ByteBuffer changed =
        ByteBuffer.allocate(8 + text.length + weights.length).order(ByteOrder.LITTLE_ENDIAN);
    Files.write(file, changed.putLong(text.length).put(text).put(weights).array());
    assertRefused(fragment);
  }

  @Test
  void aHugeDeclaredHeaderIsRefusedBeforeAllocating() throws Exception {
    byte[] whole = Files.readAllBytes(file);
    ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).putLong(Long.MAX_VALUE);
    Files.write(file, whole);
    assertRefused("header claims");
  }

  @Test
  void aFormThatNoPluginBringsIsNamed() {
    SnapshotFile without = new SnapshotFile(new Parts(Set.of(form("dense", new DenseForm()))));
    assertThatThrownBy(() -> without.load(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("Unknown form \"rank1\" at form.name. Available: dense.");
  }

  @Test
  void missingTensorsAreNamedWithTheirLayer() {
    assertThatThrownBy(
            () ->
                new NetworkSnapshot(
                    snapshot.network(), Map.of(), snapshot.input(), snapshot.provenance()))
        .hasMessageContaining("Layer \"c1\"")
        .hasMessageContaining("\"w\"");
  }

  private void assertRefused(String fragment) {
    assertThatThrownBy(() -> snapshots.load(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(fragment)
        .hasMessageContaining("model.snapshot");
  }
}
