package org.rank1.onnx.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.rank1.io.AtomicFile;
import org.rank1.io.InvalidInputException;
import org.rank1.nativecode.CacheFolder;
import org.rank1.provenance.Sha256;
import org.rank1.runtime.InferenceRuntime;

/**
 * Latencies of layers that were measured before, in files of a folder: one per runtime (with
 * version, threads and options) and processor model. A file that cannot be read or written costs
 * measuring again and a line that says so, nothing else.
 */
public final class LatencyCache {
  /** The environment variable that names the folder. */
  public static final String VARIABLE = CacheFolder.VARIABLE;

  /** Far above what a network leaves behind; a larger file is not ours. */
  private static final long MAX_BYTES = 16 << 20;

  private static final int MAX_MILLIS = 3_600_000;

  private final Optional<Path> folder;
  private final Consumer<String> note;

  private LatencyCache(Optional<Path> folder, Consumer<String> note) {
    this.folder = folder;
    this.note = note;
  }

  /**
   * In a folder, which need not exist.
   *
   * @param note told when a file cannot be used
   */
  public static LatencyCache in(Path folder, Consumer<String> note) {
    return new LatencyCache(Optional.of(folder), note);
  }

  /** Nothing is kept. */
  public static LatencyCache none() {
    return new LatencyCache(Optional.empty(), line -> {});
  }

  /**
   * The user's cache folder: {@code RANK1_CACHE_DIR}, or {@code rank1} in {@code XDG_CACHE_HOME},
   * or {@code .cache/rank1} in the home folder.
   *
   * @param environment of the process
   */
  public static Path userFolder(Map<String, String> environment) {
    return CacheFolder.of(environment, System.getProperty("user.home")).path();
  }

  /** What is known for a runtime on this machine: by {@link LayerCase#key}, then lowering. */
  Map<String, Map<String, Double>> load(InferenceRuntime runtime) {
    Map<String, Map<String, Double>> known = new LinkedHashMap<>();
    if (folder.isEmpty()) {
      return known;
    }
    Path file = file(folder.get(), runtime);
    try {
      if (!Files.isRegularFile(file)) {
        return known;
      }
      if (Files.size(file) > MAX_BYTES) {
        note.accept(ignored(file, "it has more than " + MAX_BYTES + " bytes"));
        return known;
      }
      Map<String, Map<String, Double>> read =
          new ObjectMapper()
              .readValue(
                  Files.readAllBytes(file),
                  new TypeReference<Map<String, Map<String, Double>>>() {});
      if (read != null && read.values().stream().allMatch(LatencyCache::plausible)) {
        return read;
      }
      note.accept(ignored(file, "it holds something else than latencies"));
    } catch (JsonProcessingException e) {
      note.accept(ignored(file, "it is no JSON object of latencies"));
    } catch (IOException e) {
      note.accept(ignored(file, String.valueOf(e.getMessage())));
    }
    return known;
  }

  private static boolean plausible(Map<String, Double> latencies) {
    return latencies != null
        && latencies.values().stream().allMatch(ms -> ms != null && ms > 0 && ms < MAX_MILLIS);
  }

  private static String ignored(Path file, String why) {
    return "The cached latencies in \"%s\" are ignored: %s.".formatted(file, why);
  }

  /** Adds to what is known. */
  void save(InferenceRuntime runtime, Map<String, Map<String, Double>> measured) {
    if (folder.isEmpty() || measured.isEmpty()) {
      return;
    }
    // Another process may have written since we read.
    Map<String, Map<String, Double>> all = new TreeMap<>(load(runtime));
    all.putAll(measured);
    Path file = file(folder.get(), runtime);
    try {
      AtomicFile.writeText(
          file,
          new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(all)
              + "\n");
    } catch (IOException | InvalidInputException e) {
      note.accept(
          "Latencies cannot be kept in \"%s\" (%s); they will be measured again."
              .formatted(file, e.getMessage()));
    }
  }

  private static Path file(Path folder, InferenceRuntime runtime) {
    String key = runtime.description() + "\n" + Machine.cpuModel();
    String hash = Sha256.of(key.getBytes(StandardCharsets.UTF_8)).substring(0, 16);
    return folder.resolve("latencies-" + hash + ".json");
  }
}
