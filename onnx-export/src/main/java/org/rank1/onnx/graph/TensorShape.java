package org.rank1.onnx.graph;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The shape of a value in a graph, as far as it is known.
 *
 * @param ranked whether the number of axes is known
 * @param dims the extents, outermost first; empty if the number of axes is not known
 */
public record TensorShape(boolean ranked, List<Dimension> dims) {
  /** A shape about which nothing is known. */
  public static final TensorShape UNKNOWN = new TensorShape(false, List.of());

  /** Copies. */
  public TensorShape {
    dims = List.copyOf(dims);
  }

  /** A shape with the given extents. */
  public static TensorShape of(List<Dimension> dims) {
    return new TensorShape(true, dims);
  }

  /** A shape with known extents. */
  public static TensorShape of(long... extents) {
    return of(Arrays.stream(extents).mapToObj(Dimension::of).toList());
  }

  /**
   * The shape that a value declares, {@link #UNKNOWN} if it declares none or is no tensor.
   *
   * @throws IllegalArgumentException if an extent is negative or exceeds {@code int}
   */
  public static TensorShape declared(ValueInfoProto value) {
    TypeProto.Tensor tensor = value.getType().getTensorType();
    if (!value.getType().hasTensorType() || !tensor.hasShape()) {
      return UNKNOWN;
    }
    return of(tensor.getShape().getDimList().stream().map(TensorShape::declared).toList());
  }

  private static Dimension declared(TensorShapeProto.Dimension dim) {
    if (dim.hasDimValue()) {
      // As the runtime takes it, and exporters write it, -1 is an open extent.
      return dim.getDimValue() == -1 ? Dimension.UNKNOWN : Dimension.of(dim.getDimValue());
    }
    return dim.getDimParam().isEmpty() ? Dimension.UNKNOWN : Dimension.symbol(dim.getDimParam());
  }

  /** The declaration of a FLOAT value of this shape. */
  public ValueInfoProto declare(String name) {
    return declare(name, DataType.FLOAT);
  }

  /** The declaration of a value of this shape. */
  public ValueInfoProto declare(String name, DataType type) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (Dimension dim : dims) {
      TensorShapeProto.Dimension.Builder extent = shape.addDimBuilder();
      if (dim.isKnown()) {
        extent.setDimValue(dim.size());
      } else if (!dim.symbol().isEmpty()) {
        extent.setDimParam(dim.symbol());
      }
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(shape)))
        .build();
  }

  /** The number of axes, where it is known. */
  public int rank() {
    return dims.size();
  }

  /** The extent of an axis, unknown where the number of axes is. */
  public Dimension dim(int axis) {
    return ranked ? dims.get(axis) : Dimension.UNKNOWN;
  }

  /** Whether every extent is known. */
  public boolean isFixed() {
    return ranked && dims.stream().allMatch(Dimension::isKnown);
  }

  /** Whether no value can have both shapes. */
  public boolean contradicts(TensorShape other) {
    if (!ranked || !other.ranked) {
      return false;
    }
    if (rank() != other.rank()) {
      return true;
    }
    for (int axis = 0; axis < rank(); axis++) {
      if (dim(axis).contradicts(other.dim(axis))) {
        return true;
      }
    }
    return false;
  }

  /** What is known from either of two shapes that do not contradict each other. */
  public TensorShape or(TensorShape other) {
    if (!ranked || !other.ranked) {
      return ranked ? this : other;
    }
    Dimension[] merged = new Dimension[rank()];
    Arrays.setAll(merged, axis -> dim(axis).or(other.dim(axis)));
    return of(List.of(merged));
  }

  /** The product of all known extents, at most one more than {@code int} holds. */
  public long knownElements() {
    long elements = 1;
    for (Dimension dim : dims) {
      if (dim.isKnown()) {
        elements = Math.min(elements * dim.size(), Integer.MAX_VALUE + 1L);
      }
    }
    return elements;
  }

  /** The shape as people write it, for example {@code [N, 16, 28, 28]}. */
  @Override
  public String toString() {
    return ranked
        ? dims.stream().map(Dimension::toString).collect(Collectors.joining(", ", "[", "]"))
        : "[unknown]";
  }
}
