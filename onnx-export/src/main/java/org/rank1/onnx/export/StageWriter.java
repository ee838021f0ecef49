package org.rank1.onnx.export;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rank1.filter.ConvStage;
import org.rank1.filter.ConvStages;
import org.rank1.filter.Factors;
import org.rank1.filter.FloatTensor;

/**
 * Writes one lowered convolution into a graph: each chain's stages, then the sum of the chains.
 * What follows the convolution linearly goes into the last stage of every chain and its bias, as
 * far as no ReLU stands between.
 */
final class StageWriter {
  private final FeatureMapWriter maps;
  private final String layer;
  private final Factors factors;
  private long parameters;

  /**
   * @param layer the name before which inner values are named
   */
  StageWriter(FeatureMapWriter maps, String layer, Factors factors) {
    this.maps = maps;
    this.layer = layer;
    this.factors = factors;
  }

  /** Whether a scale after the sum may be multiplied into the last stages. */
  static boolean takesScale(ConvStages stages) {
    return stages.chains().stream().noneMatch(chain -> last(chain).relu());
  }

  private static ConvStage last(List<ConvStage> chain) {
    return chain.get(chain.size() - 1);
  }

  /** The values written to initializers so far. */
  long parameters() {
    return parameters;
  }

  /**
   * Writes all stages.
   *
   * @param after what follows the sum; it scales only if {@link #takesScale}
   * @param output the name of the resulting value
   */
  FeatureMap write(FeatureMap input, ConvStages stages, ChannelAffine after, String output) {
    List<List<ConvStage>> chains = stages.chains();
    // One chain carries the shift; a ReLU at a chain's end would act on it, so it must be linear.
    int carrier = 0;
    while (carrier < chains.size() && last(chains.get(carrier)).relu()) {
      carrier++;
    }
    boolean separate = carrier == chains.size() && !after.isIdentity();
    String sum = separate ? layer + "/sum" : output;
    FeatureMap total = null;
    for (int i = 0; i < chains.size(); i++) {
      String prefix = chains.size() == 1 ? layer : layer + "/" + i;
      List<ConvStage> chain = chains.get(i);
      FeatureMap value =
          chain(
              input,
              chain,
              prefix,
              i == carrier ? after : after.withoutShift(),
              chains.size() == 1 ? sum : prefix + "/" + last(chain).name());
      String name = i == chains.size() - 1 ? sum : layer + "/sum" + i;
      total = total == null ? value : maps.add(name, total, value);
    }
    if (total == null) {
      throw new IllegalArgumentException("Layer \"" + layer + "\" has no stages");
    }
    return separate ? affine(total, after, output) : total;
  }

  private FeatureMap chain(
      FeatureMap input, List<ConvStage> chain, String prefix, ChannelAffine after, String output) {
    FeatureMap value = input;
    for (int i = 0; i < chain.size(); i++) {
      ConvStage stage = chain.get(i);
      boolean isLast = i == chain.size() - 1;
      String name = isLast ? output : prefix + "/" + stage.name();
      String convolved = stage.relu() ? prefix + "/" + stage.name() + "/conv" : name;
      FloatTensor weight = weight(stage);
      float @Nullable [] inner = stage.bias() == null ? null : stage.bias().apply(factors).data();
      FloatTensor bias = inner == null ? null : bias(inner, stage);
      if (isLast && !stage.relu()) {
        weight = after.scaled(weight);
        bias = after.applied(inner);
      } else if (isLast && bias == null) {
        bias = FloatTensor.zeros(stage.conv().outChannels());
      }
      parameters += weight.size() + (bias == null ? 0 : bias.size());
      value =
          new WindowWriter(maps)
              .conv(
                  convolved,
                  prefix + "/" + stage.name(),
                  value,
                  stage.conv(),
                  Finite.require(layer, "weight of stage " + stage.name(), weight),
                  bias == null ? null : Finite.require(layer, "bias", bias));
      value = stage.relu() ? maps.relu(name, value) : value;
    }
    return value;
  }

  private static FloatTensor bias(float[] values, ConvStage stage) {
    return FloatTensor.of(List.of(stage.conv().outChannels()), values);
  }

  private FloatTensor weight(ConvStage stage) {
    FloatTensor weight = stage.weight().apply(factors);
    if (!weight.shape().equals(stage.conv().kernelShape())) {
      throw new IllegalArgumentException(
          "Layer \"%s\": the weight of stage \"%s\" has shape %s, expected %s"
              .formatted(layer, stage.name(), weight.shape(), stage.conv().kernelShape()));
    }
    return weight;
  }

  /** A shift that no stage can carry, as a batch norm that changes nothing else. */
  private FeatureMap affine(FeatureMap input, ChannelAffine after, String output) {
    FloatTensor shift = after.applied(null);
    List<Integer> channels = new ArrayList<>(shift.shape());
    parameters += 4L * shift.size();
    return maps.batchNormalization(
        output,
        input,
        FloatTensor.filled(channels, 1),
        Finite.require(layer, "bias", shift),
        FloatTensor.zeros(channels),
        FloatTensor.filled(channels, 1),
        0);
  }
}
