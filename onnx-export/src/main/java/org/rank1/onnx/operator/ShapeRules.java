package org.rank1.onnx.operator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;
import org.rank1.onnx.graph.Dimension;
import org.rank1.onnx.graph.NodeAttributes;
import org.rank1.onnx.graph.TensorShape;
import org.rank1.onnx.graph.Window;

/** Output shapes of the operators we know. */
final class ShapeRules {
  private ShapeRules() {}

  static List<TensorShape> same(NodeAttributes attributes, List<TensorShape> inputs) {
    return List.of(inputs.get(0));
  }

  static List<TensorShape> conv(NodeAttributes attributes, List<TensorShape> inputs) {
    TensorShape input = inputs.get(0);
    TensorShape weight = inputs.get(1);
    if (!weight.ranked()) {
      return List.of(TensorShape.UNKNOWN);
    }
    require(weight.rank() >= 3, "its weight %s has no spatial axis".formatted(weight));
    require(
        !input.ranked() || input.rank() == weight.rank(),
        "its input %s and its weight %s differ in their number of axes".formatted(input, weight));
    List<Dimension> taps = weight.dims().subList(2, weight.rank());
    if (!taps.stream().allMatch(Dimension::isKnown)) {
      return List.of(TensorShape.UNKNOWN);
    }
    List<Long> kernel = taps.stream().map(Dimension::size).toList();
    List<Long> declared = attributes.integers("kernel_shape", kernel);
    require(
        declared.equals(kernel),
        "kernel_shape %s differs from its weight %s".formatted(declared, weight));
    Window window = Window.of(attributes, kernel);
    long groups = attributes.integer("group", 1);
    require(
        groups >= 1 && groups <= Integer.MAX_VALUE,
        "illegal group %s, must be positive".formatted(groups));
    Dimension filters = weight.dim(0);
    Dimension channels = input.dim(1);
    require(
        !filters.isKnown() || (filters.size() > 0 && filters.size() % groups == 0),
        "its %s filters are no positive multiple of group %s".formatted(filters, groups));
    require(
        !channels.isKnown()
            || !weight.dim(1).isKnown()
            || channels.size() == weight.dim(1).size() * groups,
        "its input has %s channels, its weight %s with group %s reads another number"
            .formatted(channels, weight, groups));
    requireVector(inputs.get(2), filters, "bias");
    return List.of(spatial(input, filters, window));
  }

  static List<TensorShape> pool(NodeAttributes attributes, List<TensorShape> inputs) {
    TensorShape input = inputs.get(0);
    Window window = Window.of(attributes, attributes.integers("kernel_shape", List.of()));
    window.requirePadsBelowSpan();
    for (String flag : List.of("count_include_pad", "storage_order")) {
      long value = attributes.integer(flag, 0);
      require(value == 0 || value == 1, "illegal %s %s, must be 0 or 1".formatted(flag, value));
    }
    if (!input.ranked()) {
      return List.of(TensorShape.UNKNOWN, TensorShape.UNKNOWN);
    }
    require(
        input.rank() == window.kernel().size() + 2 && input.rank() >= 3,
        "its input %s does not fit kernel_shape %s".formatted(input, window.kernel()));
    TensorShape output = spatial(input, input.dim(1), window);
    return List.of(output, output);
  }

  private static TensorShape spatial(TensorShape input, Dimension channels, Window window) {
    List<Dimension> output = new ArrayList<>(List.of(input.dim(0), channels));
    for (int axis = 0; axis < window.kernel().size(); axis++) {
      output.add(window.output(axis, input.dim(axis + 2)));
    }
    return TensorShape.of(output);
  }

  static List<TensorShape> globalPool(NodeAttributes attributes, List<TensorShape> inputs) {
    TensorShape input = inputs.get(0);
    if (!input.ranked()) {
      return List.of(TensorShape.UNKNOWN);
    }
    require(input.rank() >= 3, "its input %s has no spatial axis".formatted(input));
    List<Dimension> output = new ArrayList<>(input.dims().subList(0, 2));
    output.addAll(Collections.nCopies(input.rank() - 2, Dimension.of(1)));
    return List.of(TensorShape.of(output));
  }

  static List<TensorShape> broadcast(NodeAttributes attributes, List<TensorShape> inputs) {
    return List.of(broadcast(inputs));
  }

  /** Any number of inputs. */
  static List<TensorShape> broadcastAll(List<TensorShape> inputs) {
    TensorShape all = inputs.get(0);
    for (TensorShape input : inputs) {
      all = broadcast(List.of(all, input));
    }
    return List.of(all);
  }

  private static TensorShape broadcast(List<TensorShape> inputs) {
    TensorShape a = inputs.get(0);
    TensorShape b = inputs.get(1);
    if (!a.ranked() || !b.ranked()) {
      return TensorShape.UNKNOWN;
    }
    int rank = Math.max(a.rank(), b.rank());
    List<Dimension> output = new ArrayList<>();
    for (int axis = 0; axis < rank; axis++) {
      Dimension left = aligned(a, axis, rank);
      Dimension right = aligned(b, axis, rank);
      if (left.size() == 1 || right.size() == 1) {
        output.add(left.size() == 1 ? right : left);
      } else {
        require(!left.contradicts(right), "its inputs %s and %s do not fit".formatted(a, b));
        boolean sure = left.isKnown() || right.isKnown() || left.equals(right);
        output.add(sure ? left.or(right) : Dimension.UNKNOWN);
      }
    }
    return TensorShape.of(output);
  }

  /** Stacks of matrices; a vector on the left is a row, on the right a column. */
  static List<TensorShape> matrixProduct(NodeAttributes attributes, List<TensorShape> inputs) {
    TensorShape a = inputs.get(0);
    TensorShape b = inputs.get(1);
    if (!a.ranked() || !b.ranked()) {
      return List.of(TensorShape.UNKNOWN);
    }
    require(a.rank() >= 1 && b.rank() >= 1, "its inputs %s and %s do not fit".formatted(a, b));
    Dimension left = a.dim(a.rank() - 1);
    Dimension right = b.dim(Math.max(0, b.rank() - 2));
    require(!left.contradicts(right), "its inputs %s and %s do not fit".formatted(a, b));
    TensorShape stack =
        broadcast(
            List.of(
                TensorShape.of(a.dims().subList(0, Math.max(0, a.rank() - 2))),
                TensorShape.of(b.dims().subList(0, Math.max(0, b.rank() - 2)))));
    List<Dimension> output = new ArrayList<>(stack.dims());
    if (a.rank() > 1) {
      output.add(a.dim(a.rank() - 2));
    }
    if (b.rank() > 1) {
      output.add(b.dim(b.rank() - 1));
    }
    return List.of(TensorShape.of(output));
  }

  static List<TensorShape> transposedConvolution(
      NodeAttributes attributes, List<TensorShape> inputs) {
    TensorShape input = inputs.get(0);
    TensorShape weight = inputs.get(1);
    if (!input.isFixed() || !weight.isFixed()) {
      return List.of(TensorShape.UNKNOWN);
    }
    require(
        weight.rank() >= 3 && input.rank() == weight.rank(),
        "its input %s and its weight %s do not fit".formatted(input, weight));
    long groups = attributes.integer("group", 1);
    require(
        groups >= 1
            && groups <= Integer.MAX_VALUE
            && input.dim(1).equals(weight.dim(0))
            && input.dim(1).size() % groups == 0
            && weight.dim(1).size() * groups <= Integer.MAX_VALUE,
        "its input %s, its weight %s and group %s do not fit".formatted(input, weight, groups));
    Dimension filters = Dimension.of(weight.dim(1).size() * groups);
    requireVector(inputs.get(2), filters, "bias");
    List<Dimension> output = new ArrayList<>(List.of(input.dim(0), filters));
    TransposedConvolution.axes(attributes, extents(weight), extents(input))
        .forEach(axis -> output.add(Dimension.of(axis.output())));
    return List.of(TensorShape.of(output));
  }

  private static List<Integer> extents(TensorShape shape) {
    return shape.dims().stream().skip(2).map(dim -> Math.toIntExact(dim.size())).toList();
  }

  private static Dimension aligned(TensorShape shape, int axis, int rank) {
    int own = axis - (rank - shape.rank());
    return own < 0 ? Dimension.of(1) : shape.dim(own);
  }

  static List<TensorShape> concat(NodeAttributes attributes, List<TensorShape> inputs) {
    if (!inputs.stream().allMatch(TensorShape::ranked)) {
      return List.of(TensorShape.UNKNOWN);
    }
    TensorShape first = inputs.get(0);
    int axis = axis(attributes.integer("axis", 0), first, first.rank() - 1);
    long sum = 0;
    List<Dimension> output = new ArrayList<>(first.dims());
    for (TensorShape input : inputs) {
      require(
          input.rank() == first.rank(), "its inputs %s and %s do not fit".formatted(first, input));
      for (int other = 0; other < first.rank(); other++) {
        require(
            other == axis || !output.get(other).contradicts(input.dim(other)),
            "its inputs %s and %s do not fit along axis %s".formatted(first, input, axis));
        output.set(other, output.get(other).or(input.dim(other)));
      }
      sum = !input.dim(axis).isKnown() || sum < 0 ? -1 : sum + input.dim(axis).size();
    }
    output.set(axis, sum < 0 ? Dimension.UNKNOWN : Dimension.of(sum));
    return List.of(TensorShape.of(output));
  }

  static List<TensorShape> flatten(NodeAttributes attributes, List<TensorShape> inputs) {
    TensorShape input = inputs.get(0);
    if (!input.ranked()) {
      return List.of(TensorShape.UNKNOWN);
    }
    int axis = axis(attributes.integer("axis", 1), input, input.rank());
    return List.of(
        TensorShape.of(
            List.of(
                product(input.dims().subList(0, axis)),
                product(input.dims().subList(axis, input.rank())))));
  }

  /**
   * The output of {@code Reshape}, whose extents are a constant.
   *
   * @param extents -1 for what follows from the others, 0 for what stays unless {@code allowzero},
   *     {@link ShapeCall#UNKNOWN} for what is not known
   */
  static TensorShape reshape(NodeAttributes attributes, TensorShape input, long[] extents) {
    boolean keepsZeros = attributes.integer("allowzero", 0) != 0;
    List<Dimension> dims = new ArrayList<>();
    int open = -1;
    for (int axis = 0; axis < extents.length; axis++) {
      long extent = extents[axis];
      require(
          (extent >= -1 || extent == ShapeCall.UNKNOWN) && !(extent == -1 && open >= 0),
          "illegal shape %s".formatted(Arrays.toString(extents)));
      open = extent == -1 ? axis : open;
      boolean copied = extent == 0 && !keepsZeros;
      require(
          !copied || !input.ranked() || axis < input.rank(),
          "shape %s copies an axis that its input %s has not"
              .formatted(Arrays.toString(extents), input));
      dims.add(extent < 0 ? Dimension.UNKNOWN : copied ? input.dim(axis) : Dimension.of(extent));
    }
    TensorShape others = TensorShape.of(dims);
    if (!input.isFixed()
        || dims.stream().filter(dim -> !dim.isKnown()).count() > (open < 0 ? 0 : 1)) {
      return others;
    }
    long known = others.knownElements();
    boolean fits =
        open < 0 ? known == input.knownElements() : known > 0 && input.knownElements() % known == 0;
    require(fits, "its input %s does not reshape to %s".formatted(input, Arrays.toString(extents)));
    if (open >= 0) {
      dims.set(open, Dimension.of(input.knownElements() / known));
    }
    return TensorShape.of(dims);
  }

  static List<TensorShape> transpose(NodeAttributes attributes, List<TensorShape> inputs) {
    TensorShape input = inputs.get(0);
    if (!input.ranked()) {
      return List.of(TensorShape.UNKNOWN);
    }
    List<Long> axes = LongStream.range(0, input.rank()).boxed().toList();
    List<Long> reversed = axes.stream().sorted(Comparator.reverseOrder()).toList();
    List<Long> order = attributes.integers("perm", reversed);
    require(
        order.stream().sorted().toList().equals(axes),
        "illegal perm %s for an input %s".formatted(order, input));
    return List.of(TensorShape.of(order.stream().map(axis -> input.dim(axis.intValue())).toList()));
  }

  private static Dimension product(List<Dimension> dims) {
    if (dims.size() == 1) {
      return dims.get(0);
    }
    return dims.stream().allMatch(Dimension::isKnown)
        ? Dimension.of(TensorShape.of(dims).knownElements())
        : Dimension.UNKNOWN;
  }

  static int axis(long given, TensorShape shape, int last) {
    long axis = given < 0 ? given + shape.rank() : given;
    require(
        axis >= 0 && axis <= last && given >= -shape.rank(),
        "illegal axis %s for an input %s".formatted(given, shape));
    return (int) axis;
  }

  static List<TensorShape> gemm(NodeAttributes attributes, List<TensorShape> inputs) {
    List<Dimension> a = matrix(inputs.get(0), attributes.integer("transA", 0) != 0);
    List<Dimension> b = matrix(inputs.get(1), attributes.integer("transB", 0) != 0);
    require(
        !a.get(1).contradicts(b.get(0)),
        "its inputs %s and %s do not fit".formatted(inputs.get(0), inputs.get(1)));
    TensorShape output = TensorShape.of(List.of(a.get(0), b.get(1)));
    TensorShape added = inputs.get(2);
    for (int i = 1; added.ranked() && i <= Math.min(2, added.rank()); i++) {
      Dimension own = added.dim(added.rank() - i);
      require(
          added.rank() <= 2 && (own.size() == 1 || !own.contradicts(output.dim(2 - i))),
          "its third input %s does not fit its output %s".formatted(added, output));
    }
    return List.of(output);
  }

  private static List<Dimension> matrix(TensorShape shape, boolean transposed) {
    require(!shape.ranked() || shape.rank() == 2, "its input %s is no matrix".formatted(shape));
    return transposed ? List.of(shape.dim(1), shape.dim(0)) : List.of(shape.dim(0), shape.dim(1));
  }

  static List<TensorShape> batchNormalization(NodeAttributes attributes, List<TensorShape> inputs) {
    TensorShape input = inputs.get(0);
    require(!input.ranked() || input.rank() >= 2, "its input %s has no channels".formatted(input));
    Dimension channels = input.dim(1);
    List<String> roles = List.of("scale", "shift", "mean", "variance");
    for (int i = 0; i < roles.size(); i++) {
      requireVector(inputs.get(i + 1), channels, roles.get(i));
    }
    float epsilon = attributes.real("epsilon", 1e-5f);
    require(epsilon >= 0 && Float.isFinite(epsilon), "illegal epsilon %s".formatted(epsilon));
    TensorShape statistics = TensorShape.of(List.of(channels));
    return List.of(input, statistics, statistics, statistics, statistics);
  }

  /** One scale for all, one per slice along an axis, or, with a block size, one per block. */
  static List<TensorShape> quantization(NodeAttributes attributes, List<TensorShape> inputs) {
    TensorShape input = inputs.get(0);
    TensorShape scale = inputs.get(1);
    require(
        !scale.contradicts(inputs.get(2)),
        "its scale %s and its zero point %s do not fit".formatted(scale, inputs.get(2)));
    if (input.ranked() && scale.ranked() && attributes.integer("block_size", 0) == 0) {
      require(scale.rank() <= 1, "its scale %s has more than one axis".formatted(scale));
      if (scale.rank() == 1 && scale.dim(0).size() != 1) {
        int axis = axis(attributes.integer("axis", 1), input, input.rank() - 1);
        require(
            !scale.dim(0).contradicts(input.dim(axis)),
            "its scale %s does not fit axis %s of its input %s".formatted(scale, axis, input));
      }
    }
    return List.of(input);
  }

  private static void requireVector(TensorShape vector, Dimension size, String role) {
    require(
        !vector.ranked() || (vector.rank() == 1 && !vector.dim(0).contradicts(size)),
        "its %s %s does not fit %s channels".formatted(role, vector, size));
  }

  private static void require(boolean condition, String sentence) {
    if (!condition) {
      throw new IllegalArgumentException(sentence);
    }
  }
}
