package org.rank1.experiments.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rank1.experiments.config.ExperimentSpec;
import org.rank1.filter.KernelDecomposer;
import org.rank1.metric.Measurement;
import org.rank1.network.FormConversion;
import org.rank1.network.NetworkSnapshot;
import org.rank1.network.NetworkSpec;
import org.rank1.network.SnapshotFile;
import org.rank1.plugin.Parts;
import org.rank1.provenance.Sha256;

/**
 * Starting from a trained run instead of random factors: its kernels, decomposed into other forms.
 */
final class WarmStart {
  /**
   * The decomposer into filter-wise rank one: fast, for kernels of any size, nearly always best.
   */
  private static final String PREFERRED = "rank1-hopm";

  private final Parts parts;
  private final SnapshotFile snapshots;

  /** Takes the parts of all plugins. */
  WarmStart(Parts parts, SnapshotFile snapshots) {
    this.parts = parts;
    this.snapshots = snapshots;
  }

  /** The experiment with the hash of the snapshot it starts from, if it starts from one. */
  ExperimentSpec pinned(ExperimentSpec spec) {
    return source(spec)
        .map(file -> spec.withInit(spec.init().pinned(Sha256.of(bytes(file)))))
        .orElse(spec);
  }

  /** What to start from, in the forms of the network that is to be trained. */
  Optional<FormConversion.Result> start(ExperimentSpec spec, NetworkSpec network) {
    return source(spec).map(file -> FormConversion.into(load(file), network, decomposers()));
  }

  private static Optional<Path> source(ExperimentSpec spec) {
    return spec.init().fromFolder().map(folder -> RunFolder.open(folder).snapshot());
  }

  /** All decomposers that there are, as they are by default, in the order of preference. */
  List<KernelDecomposer> decomposers() {
    return parts.names(KernelDecomposer.class).stream()
        .sorted(Comparator.comparing(name -> !name.equals(PREFERRED)))
        .map(name -> parts.create(KernelDecomposer.class, "decomposer", name, Map.of()))
        .toList();
  }

  /** What the start came to, before the first step. */
  static Measurement measurement(
      ExperimentSpec spec, FormConversion.Result start, Evaluation.Score score) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("from", spec.init().from());
    String before = start.snapshot().provenance().details().get("testAccuracy");
    values.put("sourceTestAccuracy", before == null ? "unknown" : Double.valueOf(before));
    values.put("testAccuracy", score.accuracy());
    values.put("testLoss", score.loss());
    values.put(
        "meanKernelError",
        start.relativeErrors().values().stream().mapToDouble(e -> e).average().orElse(0));
    return new Measurement("warm-start", values);
  }

  private NetworkSnapshot load(Path file) {
    try {
      return snapshots.load(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
