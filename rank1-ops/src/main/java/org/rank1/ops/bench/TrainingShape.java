package org.rank1.ops.bench;

import java.util.ArrayList;
import java.util.List;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.FilterForm;
import org.rank1.network.FeatureShape;
import org.rank1.network.NetworkBuilder;
import org.rank1.network.NetworkSpec;

/**
 * A stack of 3×3 convolutions, each followed by batch norm and ReLU, that a training step is timed
 * on.
 *
 * @param channels of the input
 * @param size height and width of the input
 * @param filters of each convolution; 0 stands for a 2×2 max pooling
 */
record TrainingShape(int channels, int size, List<Integer> filters) {
  private static final int CLASSES = 10;

  /** The shapes that are always measured. */
  static final List<TrainingShape> ALL =
      List.of(
          new TrainingShape(32, 28, List.of(64, 64, 0, 128, 128)),
          new TrainingShape(64, 16, List.of(128, 128, 0, 256, 256)),
          new TrainingShape(64, 64, List.of(64, 0, 128, 128, 256)));

  /** The shape in short, for example {@code 32-64-64-pool-128-128@28x28}. */
  String name() {
    List<String> steps = new ArrayList<>(List.of(String.valueOf(channels)));
    filters.forEach(step -> steps.add(step == 0 ? "pool" : String.valueOf(step)));
    return String.join("-", steps) + "@" + size + "x" + size;
  }

  /** The stack, then global average pooling and a linear classifier. */
  NetworkSpec network(FilterForm form) {
    FeatureShape input = new FeatureShape(channels, List.of(size, size));
    NetworkBuilder network = new NetworkBuilder(name(), input, form);
    for (int i = 0; i < filters.size(); i++) {
      if (filters.get(i) == 0) {
        network.maxPool("pool" + i, 2);
      } else {
        network
            .conv("conv" + i, filters.get(i), ConvGeometry.same2d(3), false)
            .batchNorm("norm" + i)
            .relu("relu" + i);
      }
    }
    return network.globalAveragePool("average").flatten("flat").dense("logits", CLASSES).build();
  }
}
