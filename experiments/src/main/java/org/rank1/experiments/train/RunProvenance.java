package org.rank1.experiments.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import org.rank1.data.ImageDataset;
import org.rank1.data.ImageSet;
import org.rank1.experiments.config.ExperimentSpec;
import org.rank1.io.AtomicFile;
import org.rank1.plugin.PartBinding;
import org.rank1.plugin.Parts;
import org.rank1.provenance.ProductVersion;
import org.rank1.provenance.Sha256;

/**
 * How a run came about, as {@code provenance.json}: what was asked for, which data, which code, on
 * what, when; and the same for each time that it was taken up again. Written before the first step.
 */
final class RunProvenance {
  private static final String ASKED = "askedConfigurationHash";
  private static final String RESOLVED = "configurationHash";

  private final ObjectMapper json = new ObjectMapper();
  private final Parts parts;
  private final Clock clock;

  RunProvenance(Parts parts, Clock clock) {
    this.parts = parts;
    this.clock = clock;
  }

  /**
   * Writes the file of a new run.
   *
   * @param asked what was asked for, before anything was resolved
   */
  void begin(Path file, ExperimentSpec asked, ResolvedExperiment experiment) {
    ObjectNode node = json.createObjectNode();
    node.put("rank1", ProductVersion.current());
    node.put(ASKED, asked.hash());
    node.put(RESOLVED, experiment.spec().hash());
    node.put("seed", experiment.spec().settings().seed());
    ImageDataset data = experiment.plan().data();
    ObjectNode dataset = node.putObject("data");
    dataset.put("name", data.name());
    dataset.put("origin", data.origin());
    describe(data.train(), dataset.putObject("train"));
    describe(data.test(), dataset.putObject("test"));
    describeSession(node, experiment);
    write(file, node);
  }

  /**
   * Adds that a run was taken up again.
   *
   * @param step where
   */
  void resume(Path file, ExperimentSpec asked, ResolvedExperiment experiment, long step) {
    if (!Files.isRegularFile(file)) {
      begin(file, asked, experiment);
      return;
    }
    if (read(file) instanceof ObjectNode node) {
      node.put(RESOLVED, experiment.spec().hash());
      ArrayNode resumed =
          node.path("resumed") instanceof ArrayNode earlier ? earlier : node.putArray("resumed");
      ObjectNode session = resumed.addObject();
      session.put("step", step);
      session.put("rank1", ProductVersion.current());
      describeSession(session, experiment);
      write(file, node);
    }
  }

  /** Whether a run came from what is asked for, as it is or resolved. */
  boolean isOf(Path file, ExperimentSpec asked) {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    JsonNode node = read(file);
    return List.of(node.path(ASKED).asText(), node.path(RESOLVED).asText()).contains(asked.hash());
  }

  private void describeSession(ObjectNode node, ResolvedExperiment experiment) {
    node.put("date", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
    node.put("device", experiment.spec().settings().device());
    node.put("threads", experiment.spec().settings().threads());
    RunMachine.described(experiment.device()).forEach(node::put);
    GitRevision.of(Path.of("")).ifPresent(revision -> node.put("gitRevision", revision));
    ArrayNode plugins = node.putArray("plugins");
    TreeSet<String> seen = new TreeSet<>();
    for (PartBinding<?> part : parts.all()) {
      PartBinding.Origin origin = part.origin();
      if (seen.add(origin.toString())) {
        ObjectNode plugin = plugins.addObject();
        plugin.put("name", origin.plugin());
        plugin.put("version", origin.version());
        plugin.put("location", origin.location());
        describeJar(origin.location(), plugin);
      }
    }
  }

  private static void describeJar(String location, ObjectNode plugin) {
    try {
      Path jar = Path.of(new URI("file://" + location));
      if (Files.isRegularFile(jar)) {
        plugin.put("sha256", Sha256.of(Files.readAllBytes(jar)));
      }
    } catch (URISyntaxException | IllegalArgumentException | IOException e) {
      plugin.put("sha256", "unknown"); // the plugin was loaded from somewhere else than a file
    }
  }

  private static void describe(ImageSet images, ObjectNode node) {
    MessageDigest digest = Sha256.digest();
    ByteBuffer labels =
        ByteBuffer.allocate(Math.multiplyExact(Integer.BYTES, images.count()))
            .order(ByteOrder.LITTLE_ENDIAN);
    labels.asIntBuffer().put(images.labels());
    digest.update(labels);
    byte[] image = new byte[images.shape().size()];
    for (int i = 0; i < images.count(); i++) { // they may not all fit in memory
      images.source().read(i, image, 0);
      digest.update(image);
    }
    node.put("images", images.count());
    node.put("sha256", HexFormat.of().formatHex(digest.digest()));
  }

  private JsonNode read(Path file) {
    try {
      return json.readTree(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(Path file, ObjectNode node) {
    try {
      AtomicFile.writeText(
          file, json.writerWithDefaultPrettyPrinter().writeValueAsString(node) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
