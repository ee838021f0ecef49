package org.rank1.onnx.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.rank1.filter.ConvAxis;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.ConvStage;
import org.rank1.filter.ConvStages;
import org.rank1.filter.FilterForm;
import org.rank1.filter.Lowering;
import org.rank1.network.FeatureShape;
import org.rank1.network.LayerSpec;
import org.rank1.network.NetworkBuilder;
import org.rank1.network.NetworkSpec;
import org.rank1.onnx.export.TensorOrder;

/**
 * A convolution that is to be timed: what it computes, on what size, in which form. Layers of one
 * network that are equal in this take the same time and are planned together.
 *
 * @param conv channels and geometry
 * @param spatial size of the input
 * @param form of the kernel
 */
public record LayerCase(ConvSpec conv, List<Integer> spatial, FilterForm form) {
  private static final int IMAGE_AXES = 2;

  /** Copies. */
  public LayerCase {
    spatial = List.copyOf(spatial);
  }

  /** The case of a layer. */
  static LayerCase of(NetworkSpec network, LayerSpec.Convolution layer) {
    return new LayerCase(
        network.convSpec(layer), network.shapeOf(layer.input()).spatial(), layer.form());
  }

  /**
   * The names of the lowerings that differ in their stages, the form's preferred one first; among
   * equal ones {@link Lowering#COMPOSED}, if it is one of them.
   */
  public List<String> candidates() {
    Map<String, String> byStages = new LinkedHashMap<>();
    for (String lowering : form.lowerings(conv)) {
      String stages = text(form.lower(conv, lowering));
      if (lowering.equals(Lowering.COMPOSED)) {
        byStages.put(stages, lowering);
      } else {
        byStages.putIfAbsent(stages, lowering);
      }
    }
    return List.copyOf(byStages.values());
  }

  /** A network of this layer and a ReLU, which runtimes fuse into it. */
  public NetworkSpec network() {
    return new NetworkBuilder("layer", new FeatureShape(conv.inChannels(), spatial), form)
        .conv("conv", conv.outChannels(), conv.geometry(), true)
        .relu("relu")
        .build();
  }

  /**
   * Everything on which latencies depend: the size, the stages of every candidate, and the tensors
   * they work on. A form whose lowering changes has another key.
   */
  public String key(TensorOrder order) {
    return "at %s%s: %s"
        .formatted(
            sizes(spatial),
            spatial.size() == IMAGE_AXES
                ? ""
                : ", tensor order " + order.name().toLowerCase(Locale.ROOT),
            candidates().stream()
                .map(lowering -> lowering + " = " + text(form.lower(conv, lowering)))
                .collect(Collectors.joining(" | ")));
  }

  /** The layer as people write it, {@code 64→128 3×3 padding 1+1×1+1 at 56×56}. */
  @Override
  public String toString() {
    return text(conv) + " at " + sizes(spatial);
  }

  /** The convolution as people write it, {@code 64→128 3×3 stride 2×2}. */
  public static String text(ConvSpec conv) {
    ConvGeometry geometry = conv.geometry();
    List<String> words =
        new ArrayList<>(
            List.of(conv.inChannels() + "→" + conv.outChannels(), geometry.kernelText()));
    List<ConvAxis> axes = geometry.axes();
    if (axes.stream().anyMatch(axis -> axis.stride() > 1)) {
      words.add("stride " + sizes(axes.stream().map(ConvAxis::stride).toList()));
    }
    if (axes.stream().anyMatch(axis -> axis.padBegin() + axis.padEnd() > 0)) {
      words.add(
          "padding "
              + axes.stream()
                  .map(axis -> axis.padBegin() + "+" + axis.padEnd())
                  .collect(Collectors.joining("×")));
    }
    if (axes.stream().anyMatch(axis -> axis.dilation() > 1)) {
      words.add("dilation " + sizes(axes.stream().map(ConvAxis::dilation).toList()));
    }
    if (geometry.groups() > 1) {
      words.add("groups " + geometry.groups());
    }
    return String.join(" ", words);
  }

  private static String text(ConvStages stages) {
    return stages.chains().stream()
        .map(chain -> chain.stream().map(LayerCase::text).collect(Collectors.joining(", ")))
        .collect(Collectors.joining(" + "));
  }

  private static String text(ConvStage stage) {
    return text(stage.conv())
        + (stage.bias() == null ? "" : " bias")
        + (stage.relu() ? " relu" : "");
  }

  static String sizes(List<Integer> sizes) {
    return sizes.stream().map(String::valueOf).collect(Collectors.joining("×"));
  }
}
