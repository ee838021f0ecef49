package org.rank1.onnx.export;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.rank1.image.Resize;
import org.rank1.io.InvalidInputException;
import org.rank1.io.NearMisses;
import org.rank1.network.InputContract;
import org.rank1.network.LayerSpec;
import org.rank1.network.NetworkSnapshot;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.plugin.Options;
import org.rank1.provenance.ProductVersion;
import org.rank1.provenance.Provenance;

/**
 * What an exported model says about itself in its {@code metadata_props}.
 *
 * <table>
 * <caption>Keys</caption>
 * <tr><th>key</th><th>value</th></tr>
 * <tr><td>{@code layout}</td><td>{@code NCHW}, on other than two spatial axes {@code NCW}, {@code
 * NCDHW} or {@code NC}</td></tr>
 * <tr><td>{@code preprocessing}</td><td>{@code external}: who feeds the model scales and normalizes;
 * {@code embedded}: the model does, its input is raw pixels</td></tr>
 * <tr><td>{@code input_range}</td><td>JSON array: the range of pixels before mean and deviation are
 * applied by whoever feeds the model, {@code [0,1]}; with embedded preprocessing the range of the
 * input, {@code [0,255]}</td></tr>
 * <tr><td>{@code mean}, {@code standard_deviation}</td><td>JSON array, one number per channel, of
 * pixels scaled to [0, 1]; with embedded preprocessing what the model applies</td></tr>
 * <tr><td>{@code class_names}</td><td>JSON array, one text per output</td></tr>
 * <tr><td>{@code network}, {@code dataset}, {@code seed}, {@code
 * configuration_hash}</td><td>what was trained</td></tr>
 * <tr><td>{@code dataset.option.OPTION}</td><td>the options of the training data; {@code
 * resize} also says how images of another size are made to fit</td></tr>
 * <tr><td>{@code product_version}</td><td>the version that exported; a file without it
 * is not ours, and none of its metadata are believed</td></tr>
 * <tr><td>{@code training_version}</td><td>the version that trained</td></tr>
 * <tr><td>{@code layer.NAME.form}, {@code layer.NAME.lowering}</td><td>per convolution</td></tr>
 * <tr><td>{@code precision}</td><td>{@code int8} in a quantized model; a model of floats does not
 * say so</td></tr>
 * <tr><td>{@code quantization.FACT}</td><td>in a quantized model: how ranges were chosen, on which
 * images, and the options of the quantizer's options</td></tr>
 * <tr><td>{@code layer.NAME.option.OPTION}</td><td>the options of its form, for example its
 * rank</td></tr>
 * </table>
 */
public final class ModelMetadata {
  private static final List<String> LAYOUTS = List.of("NC", "NCW", "NCHW", "NCDHW");
  private static final String PREPROCESSING = "preprocessing";
  private static final String EMBEDDED = "embedded";
  private static final String EXTERNAL = "external";
  private static final String MEAN = "mean";
  private static final String STANDARD_DEVIATION = "standard_deviation";
  private static final String CLASS_NAMES = "class_names";
  private static final String PRODUCT_VERSION = "product_version";
  private static final String RESIZE = Provenance.DATASET_OPTION + "resize";

  private ModelMetadata() {}

  /** The entries for a snapshot, sorted by key. */
  static Map<String, String> of(
      NetworkSnapshot snapshot, Lowerings lowerings, boolean embedPreprocessing) {
    Map<String, String> entries = new TreeMap<>();
    entries.put("layout", LAYOUTS.get(snapshot.network().input().spatial().size()));
    entries.put(PREPROCESSING, embedPreprocessing ? EMBEDDED : EXTERNAL);
    entries.put("input_range", embedPreprocessing ? "[0,255]" : "[0,1]");
    entries.put(MEAN, json(snapshot.input().mean()));
    entries.put(STANDARD_DEVIATION, json(snapshot.input().standardDeviation()));
    entries.put(CLASS_NAMES, json(snapshot.input().classNames()));
    entries.put("network", snapshot.network().name());
    entries.put("dataset", snapshot.provenance().dataset());
    snapshot.provenance().details().entrySet().stream()
        .filter(detail -> detail.getKey().startsWith(Provenance.DATASET_OPTION))
        .forEach(detail -> entries.put(detail.getKey(), detail.getValue()));
    entries.put("seed", Long.toString(snapshot.provenance().seed()));
    entries.put("configuration_hash", snapshot.provenance().configurationHash());
    entries.put(PRODUCT_VERSION, ProductVersion.current());
    entries.put("training_version", snapshot.provenance().productVersion());
    for (LayerSpec.Convolution layer : snapshot.network().convolutions()) {
      String prefix = "layer." + layer.name() + ".";
      entries.put(prefix + "form", layer.form().name());
      entries.put(prefix + "lowering", lowerings.of(layer.name()));
      Options.toMap(layer.form().options())
          .forEach((option, value) -> entries.put(prefix + "option." + option, json(value)));
    }
    return entries;
  }

  private static String json(Object value) {
    try {
      return new ObjectMapper().writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Not writable as JSON: " + value, e);
    }
  }

  /**
   * The entries of a model that this product exported, sorted by key; empty for any other one,
   * whose {@code dataset} or {@code mean} are somebody else's words.
   *
   * @throws InvalidInputException if a key is there twice
   */
  public static Map<String, String> read(CheckedModel model) {
    Map<String, String> entries = new TreeMap<>();
    if (model.proto().getMetadataPropsList().stream()
        .noneMatch(entry -> entry.getKey().equals(PRODUCT_VERSION))) {
      return entries;
    }
    for (StringStringEntryProto entry : model.proto().getMetadataPropsList()) {
      if (entries.put(entry.getKey(), entry.getValue()) != null) {
        throw new InvalidInputException(
            "The metadata of %s has the key \"%s\" twice."
                .formatted(model.place(), entry.getKey()));
      }
    }
    return entries;
  }

  /**
   * Whether a model takes raw pixels, 0 to 255, and normalizes them itself. A model that does not
   * say so does not.
   *
   * @throws InvalidInputException if it says something else
   */
  public static boolean embedsPreprocessing(CheckedModel model) {
    String preprocessing = read(model).getOrDefault(PREPROCESSING, EXTERNAL);
    if (!List.of(EMBEDDED, EXTERNAL).contains(preprocessing)) {
      throw new InvalidInputException(
          NearMisses.unknown(
              "preprocessing",
              preprocessing,
              "the metadata of " + model.place(),
              List.of(EMBEDDED, EXTERNAL)));
    }
    return preprocessing.equals(EMBEDDED);
  }

  /** Whether a model says how images become its input: only those that this product exported do. */
  public static boolean saysItsInput(CheckedModel model) {
    return read(model).containsKey(MEAN);
  }

  /**
   * How an image of another size is made to fit: {@code crop} if the training images were cropped,
   * else it is stretched.
   */
  public static Resize resize(CheckedModel model) {
    return read(model).getOrDefault(RESIZE, "").equalsIgnoreCase(Resize.CROP.name())
        ? Resize.CROP
        : Resize.STRETCH;
  }

  /**
   * How bytes become the input of a model that this product exported: normalized, or, where the
   * model embeds that, as they are, so with a mean of 0 and a deviation of 1/255 on the scale of
   * [0, 1].
   *
   * @throws InvalidInputException if the model does not say so, or not legally
   */
  public static InputContract inputContract(CheckedModel model) {
    Map<String, String> entries = read(model);
    if (entries.isEmpty()) {
      throw new InvalidInputException(
          "%s was not exported by Rank1 and does not say how images become its input; say it with --mean, --std and --labels."
              .formatted(model.place()));
    }
    try {
      InputContract stated =
          new InputContract(
              list(entries, MEAN, model.place(), new TypeReference<List<Double>>() {}),
              list(
                  entries, STANDARD_DEVIATION, model.place(), new TypeReference<List<Double>>() {}),
              list(entries, CLASS_NAMES, model.place(), new TypeReference<List<String>>() {}));
      int channels = stated.mean().size();
      return embedsPreprocessing(model)
          ? new InputContract(
              Collections.nCopies(channels, 0.0),
              Collections.nCopies(channels, 1 / 255.0),
              stated.classNames())
          : stated;
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(
          "The metadata of %s is wrong: %s.".formatted(model.place(), e.getMessage()), e);
    }
  }

  private static <T> List<T> list(
      Map<String, String> entries, String key, String place, TypeReference<List<T>> type) {
    String text = entries.get(key);
    if (text == null) {
      throw new InvalidInputException(
          "%s does not say how images become its input: its metadata has no \"%s\"."
              .formatted(place, key));
    }
    try {
      List<T> list =
          new ObjectMapper()
              .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
              .readValue(text, type);
      if (list == null || list.stream().anyMatch(Objects::isNull)) {
        throw new InvalidInputException(
            "The metadata \"%s\" of %s is no JSON array of the expected kind: %s."
                .formatted(key, place, text));
      }
      return list;
    } catch (JsonProcessingException e) {
      throw new InvalidInputException(
          "The metadata \"%s\" of %s is no JSON array of the expected kind: %s."
              .formatted(key, place, text),
          e);
    }
  }
}
