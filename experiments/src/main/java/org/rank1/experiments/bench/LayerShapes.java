package org.rank1.experiments.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.rank1.filter.ConvAxis;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.form.Rank1Form;
import org.rank1.onnx.plan.LayerCase;

/** The layers that are measured one by one: rank-1 convolutions as they occur in known networks. */
final class LayerShapes {
  /** Channels in, channels out, size, kernel, stride. */
  private static final int[][] SHAPES = {
    {64, 64, 56, 1, 1},
    {64, 128, 56, 1, 2},
    {256, 512, 14, 1, 2},
    {512, 512, 7, 1, 1},
    {64, 64, 28, 2, 1},
    {64, 64, 56, 2, 2},
    {128, 128, 28, 2, 2},
    {1, 32, 28, 3, 1},
    {1, 64, 112, 3, 1},
    {3, 32, 32, 3, 1},
    {3, 64, 32, 3, 1},
    {3, 64, 224, 3, 1},
    {5, 7, 28, 3, 1},
    {8, 8, 56, 3, 1},
    {16, 16, 32, 3, 1},
    {16, 16, 224, 3, 1},
    {24, 24, 56, 3, 1},
    {32, 32, 32, 3, 1},
    {32, 32, 112, 3, 1},
    {32, 64, 28, 3, 1},
    {64, 64, 7, 3, 1},
    {64, 64, 14, 3, 1},
    {64, 64, 28, 3, 1},
    {64, 64, 56, 3, 1},
    {64, 64, 112, 3, 1},
    {64, 128, 56, 3, 1},
    {96, 96, 28, 3, 1},
    {100, 100, 14, 3, 1},
    {128, 128, 7, 3, 1},
    {128, 128, 14, 3, 1},
    {128, 128, 28, 3, 1},
    {128, 128, 56, 3, 1},
    {128, 256, 28, 3, 1},
    {192, 192, 14, 3, 1},
    {256, 256, 7, 3, 1},
    {256, 256, 14, 3, 1},
    {256, 256, 28, 3, 1},
    {256, 512, 14, 3, 1},
    {512, 512, 7, 3, 1},
    {512, 512, 14, 3, 1},
    {1, 16, 28, 3, 2},
    {3, 32, 224, 3, 2},
    {3, 64, 224, 3, 2},
    {32, 64, 112, 3, 2},
    {64, 128, 56, 3, 2},
    {128, 256, 28, 3, 2},
    {256, 512, 14, 3, 2},
    {512, 512, 14, 3, 2},
    {3, 96, 224, 4, 2},
    {64, 64, 32, 4, 2},
    {1, 6, 28, 5, 1},
    {6, 16, 14, 5, 1},
    {3, 64, 64, 5, 1},
    {32, 32, 32, 5, 1},
    {64, 64, 28, 5, 1},
    {64, 64, 56, 5, 1},
    {128, 128, 14, 5, 1},
    {256, 256, 7, 5, 1},
    {3, 64, 224, 5, 2},
    {64, 64, 56, 5, 2},
    {128, 128, 28, 5, 2},
    {32, 32, 28, 6, 1},
    {1, 64, 28, 7, 1},
    {3, 32, 64, 7, 1},
    {32, 32, 56, 7, 1},
    {64, 64, 28, 7, 1},
    {128, 128, 14, 7, 1},
    {3, 64, 224, 7, 2},
    {16, 32, 112, 7, 2},
    {64, 64, 56, 7, 2},
  };

  private LayerShapes() {}

  /** All shapes; size-keeping padding where the stride is 1. */
  static List<LayerCase> all() {
    List<LayerCase> layers = new ArrayList<>();
    for (int[] shape : SHAPES) {
      int kernel = shape[3];
      ConvAxis axis = new ConvAxis(kernel, shape[4], (kernel - 1) / 2, kernel / 2, 1);
      ConvGeometry geometry = new ConvGeometry(Collections.nCopies(2, axis), 1);
      layers.add(
          new LayerCase(
              new ConvSpec(shape[0], shape[1], geometry),
              List.of(shape[2], shape[2]),
              new Rank1Form()));
    }
    return List.copyOf(layers);
  }
}
