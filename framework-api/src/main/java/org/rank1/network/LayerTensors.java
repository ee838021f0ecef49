package org.rank1.network;

import java.util.ArrayList;
import java.util.List;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.TensorSpec;

/** The tensors a layer learns or keeps, by role. */
public final class LayerTensors {
  /** The layer's bias, added after everything else. */
  public static final String BIAS = "bias";

  /** The weight of a dense layer, {@code [units, features]}. */
  public static final String WEIGHT = "weight";

  /** Scale of a batch norm, {@code [C]}. */
  public static final String GAMMA = "gamma";

  /** Shift of a batch norm, {@code [C]}. */
  public static final String BETA = "beta";

  /** Running mean of a batch norm, {@code [C]}; kept, not learned by gradient. */
  public static final String MEAN = "mean";

  /** Running variance of a batch norm, {@code [C]}; kept, not learned by gradient. */
  public static final String VARIANCE = "variance";

  private LayerTensors() {}

  /** Names and shapes for a layer whose (first) input has the given shape. */
  static List<TensorSpec> of(LayerSpec layer, FeatureShape input) {
    List<TensorSpec> tensors = new ArrayList<>();
    if (layer instanceof LayerSpec.Convolution conv) {
      tensors.addAll(
          conv.form().factors(new ConvSpec(input.channels(), conv.outChannels(), conv.geometry())));
      if (conv.bias()) {
        tensors.add(new TensorSpec(BIAS, List.of(conv.outChannels())));
      }
    } else if (layer instanceof LayerSpec.BatchNorm) {
      for (String role : List.of(GAMMA, BETA, MEAN, VARIANCE)) {
        tensors.add(new TensorSpec(role, List.of(input.channels())));
      }
    } else if (layer instanceof LayerSpec.Dense dense) {
      tensors.add(new TensorSpec(WEIGHT, List.of(dense.units(), input.channels())));
      tensors.add(new TensorSpec(BIAS, List.of(dense.units())));
    }
    return tensors;
  }

  /** Whether a tensor of that role is learned by gradient descent. */
  public static boolean isLearned(LayerSpec layer, String role) {
    return !(layer instanceof LayerSpec.BatchNorm) || !(role.equals(MEAN) || role.equals(VARIANCE));
  }
}
