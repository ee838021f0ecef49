package org.rank1.network;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.rank1.filter.ConvAxis;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.ConvSpec;

/** Shapes through a network, with errors that name the layer. */
final class ShapeInference {
  private static final Pattern LEGAL_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_./-]{0,199}");

  private ShapeInference() {}

  static Map<String, FeatureShape> infer(FeatureShape input, List<LayerSpec> layers) {
    Map<String, FeatureShape> shapes = new LinkedHashMap<>();
    shapes.put(NetworkSpec.INPUT, input);
    for (LayerSpec layer : layers) {
      if (!LEGAL_NAME.matcher(layer.name()).matches()) {
        throw new IllegalArgumentException(
            "Illegal layer name \"%s\", must match %s".formatted(layer.name(), LEGAL_NAME));
      }
      if (shapes.containsKey(layer.name())) {
        throw new IllegalArgumentException(
            "Layer \"" + layer.name() + "\": the name is used twice");
      }
      for (String read : layer.inputs()) {
        if (!shapes.containsKey(read)) {
          throw new IllegalArgumentException(
              "Layer \"%s\" reads \"%s\", which does not precede it. Preceding: %s"
                  .formatted(layer.name(), read, shapes.keySet()));
        }
      }
      List<FeatureShape> inputs = layer.inputs().stream().map(shapes::get).toList();
      try {
        shapes.put(layer.name(), outputShape(layer, inputs));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "Layer \"%s\" on input %s: %s".formatted(layer.name(), inputs, e.getMessage()), e);
      }
    }
    return Collections.unmodifiableMap(shapes);
  }

  private static FeatureShape outputShape(LayerSpec layer, List<FeatureShape> inputs) {
    FeatureShape in = inputs.get(0);
    if (layer instanceof LayerSpec.Convolution conv) {
      ConvSpec spec = new ConvSpec(in.channels(), conv.outChannels(), conv.geometry());
      FeatureShape out =
          new FeatureShape(conv.outChannels(), conv.geometry().outputSize(in.spatial()));
      conv.form().factors(spec); // refuses what the form cannot express
      return out;
    } else if (layer instanceof LayerSpec.MaxPool pool) {
      return pooled(in, pool.window());
    } else if (layer instanceof LayerSpec.AveragePool pool) {
      return pooled(in, pool.window());
    } else if (layer instanceof LayerSpec.GlobalAveragePool) {
      require(!in.spatial().isEmpty(), "global pooling needs spatial axes");
      return new FeatureShape(in.channels(), Collections.nCopies(in.spatial().size(), 1));
    } else if (layer instanceof LayerSpec.Add) {
      require(inputs.stream().allMatch(in::equals), "inputs of an addition must have one shape");
      return in;
    } else if (layer instanceof LayerSpec.Concat) {
      require(
          inputs.stream().allMatch(s -> s.spatial().equals(in.spatial())),
          "inputs of a concatenation must agree in their spatial sizes");
      return new FeatureShape(
          inputs.stream().mapToInt(FeatureShape::channels).reduce(0, Math::addExact), in.spatial());
    } else if (layer instanceof LayerSpec.Flatten) {
      return FeatureShape.of(in.size());
    } else if (layer instanceof LayerSpec.Dense dense) {
      require(in.spatial().isEmpty(), "a dense layer needs a flat input");
      return FeatureShape.of(dense.units());
    }
    return in; // BatchNorm, Relu, Dropout
  }

  private static FeatureShape pooled(FeatureShape in, List<ConvAxis> window) {
    return new FeatureShape(in.channels(), new ConvGeometry(window, 1).outputSize(in.spatial()));
  }

  private static void require(boolean condition, String sentence) {
    if (!condition) {
      throw new IllegalArgumentException(sentence);
    }
  }
}
