package org.rank1.onnx.check;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.rank1.io.InvalidInputException;
import org.rank1.onnx.graph.OnnxFile;
import org.rank1.onnx.graph.TensorShape;
import org.rank1.onnx.model.GraphConvolutions;
import org.rank1.onnx.model.ModelGraph;
import org.rank1.onnx.model.ModelSignature;
import org.rank1.onnx.model.Precision;
import org.rank1.onnx.model.TopologicalOrder;
import org.rank1.runtime.OnnxModel;

/**
 * An ONNX model that has passed {@link OnnxCheck}: the only kind that is given to a runtime.
 * Outside this module it is a handle. It was parsed once, its shapes were inferred once, and what
 * it costs to run is found out once, when a runtime first opens it.
 */
public final class CheckedModel implements OnnxModel {
  private final ModelProto proto;
  private final String place;
  private final ModelGraph graph;
  private final Map<String, TensorShape> shapes;
  private final Map<String, DataType> types;
  private final GraphConvolutions convolutions;
  private final Map<Class<?>, Object> derived = new HashMap<>();

  private CheckedModel(ModelGraph graph, String place, CheckResult result) {
    this.proto = graph.model();
    this.place = place;
    this.graph = graph;
    this.shapes = result.shapes();
    this.types = result.types();
    this.convolutions = new GraphConvolutions(graph, shapes);
    this.derived.put(ModelGraph.class, graph);
  }

  /**
   * Checks a model.
   *
   * @param place what to call the model in an error, for example its quoted file name
   * @throws InvalidInputException with the first problem, or if it is sound and not run: it has
   *     control flow, functions or sparse weights, or operators that are not ONNX's own
   */
  public static CheckedModel of(ModelProto proto, String place) {
    // As the runtime does.
    ModelGraph graph = ModelGraph.of(TopologicalOrder.of(proto));
    CheckResult result = OnnxCheck.require(graph, place);
    RunnableCheck.problem(graph.model())
        .ifPresent(
            problem -> {
              throw new InvalidInputException(
                  "Cannot run the ONNX model %s: %s.".formatted(place, problem));
            });
    return new CheckedModel(graph, place, result);
  }

  /**
   * Reads and checks a file.
   *
   * @throws InvalidInputException if it is missing, no ONNX model, or not sound
   */
  public static CheckedModel read(Path file) {
    try {
      return of(OnnxFile.read(file), "\"" + file + "\"");
    } catch (IOException e) {
      throw new InvalidInputException("Cannot read \"%s\": %s.".formatted(file, e.getMessage()), e);
    }
  }

  /**
   * Reads and checks a model from bytes, which must not change afterwards.
   *
   * @param place what to call the model in an error
   * @throws InvalidInputException if they are no ONNX model, or it is not sound
   */
  public static CheckedModel parse(byte[] bytes, String place) {
    return of(OnnxFile.parse(bytes, place), place);
  }

  /**
   * Reads and checks a model from the bytes of its file, which must not change afterwards.
   *
   * @throws InvalidInputException if they are no ONNX model, or it is not sound
   */
  public static CheckedModel parse(byte[] bytes, Path file) {
    try {
      return of(OnnxFile.parse(bytes, file), "\"" + file + "\"");
    } catch (IOException e) {
      throw new InvalidInputException("Cannot read \"%s\": %s.".formatted(file, e.getMessage()), e);
    }
  }

  /** Writes the model to a file, which appears whole or not at all. */
  public void write(Path file) throws IOException {
    OnnxFile.write(proto, file);
  }

  /** The model itself. */
  public ModelProto proto() {
    return proto;
  }

  /** Who writes and who reads what in it. */
  public ModelGraph graph() {
    return graph;
  }

  /**
   * What it looks like from outside.
   *
   * @throws InvalidInputException if it has not exactly one input, a float tensor of known order,
   *     or no output
   */
  public ModelSignature signature() {
    return ModelSignature.of(graph, place);
  }

  /** The shapes of its values, as far as they are declared or follow. */
  public Map<String, TensorShape> shapes() {
    return shapes;
  }

  /** The element type of a value, {@code UNDEFINED} where it is not known. */
  public DataType type(String value) {
    return types.getOrDefault(value, DataType.UNDEFINED);
  }

  /** Whether it computes in fewer bits than 32-bit floats have: it can only approximate. */
  public boolean isReduced() {
    return Precision.isReduced(graph, types);
  }

  /** Its convolutions, as far as the model brings their kernels. */
  public GraphConvolutions convolutions() {
    return convolutions;
  }

  @Override
  public synchronized <T> T derived(Class<T> kind, Supplier<? extends T> compute) {
    Object known = derived.get(kind);
    if (known != null) {
      return kind.cast(known);
    }
    T made = compute.get();
    derived.put(kind, made);
    return made;
  }

  /** The model as bytes, for a runtime. */
  @Override
  public byte[] bytes() {
    return proto.toByteArray();
  }

  /** What to call the model in an error. */
  public String place() {
    return place;
  }
}
