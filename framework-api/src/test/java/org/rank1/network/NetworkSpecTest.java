package org.rank1.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.rank1.filter.ConvAxis;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.form.DenseForm;
import org.rank1.filter.form.Rank1Form;

class NetworkSpecTest {
  private static final ConvAxis ODD = new ConvAxis(3, 2, 2, 1, 2);

  private static NetworkBuilder images(int size) {
    return new NetworkBuilder("test", FeatureShape.of(3, size, size), new DenseForm());
  }

  @Test
  void infersShapesThroughStridePaddingAndDilation() {
    NetworkSpec network =
        images(13)
            .conv("conv", 8, new ConvGeometry(List.of(ODD, ConvAxis.same(5)), 1), false)
            .maxPool("pool", 2)
            .flatten("flat")
            .dense("logits", 4)
            .build();
    // (13 + 2 + 1 - 5) / 2 + 1 = 6 and 13; halved and floored: 3 and 6.
    assertThat(network.shapeOf("conv")).isEqualTo(FeatureShape.of(8, 6, 13));
    assertThat(network.shapeOf("pool")).isEqualTo(FeatureShape.of(8, 3, 6));
    assertThat(network.shapeOf("flat")).isEqualTo(FeatureShape.of(8 * 3 * 6));
    assertThat(network.outputShape()).isEqualTo(FeatureShape.of(4));
  }

  @Test
  void branchesAddAndConcatenate() {
    NetworkBuilder b = images(8).conv("a", 4, ConvGeometry.same2d(3), false);
    b.conv("b", 4, ConvGeometry.same2d(1), false);
    b.add(new LayerSpec.Add("sum", List.of("a", "b")));
    b.add(new LayerSpec.Concat("both", List.of("sum", "a", NetworkSpec.INPUT)));
    assertThat(b.build().outputShape()).isEqualTo(FeatureShape.of(4 + 4 + 3, 8, 8));
  }

  @Test
  void signalsAndVideosAreNetworksToo() {
    NetworkSpec signal =
        new NetworkBuilder("signal", FeatureShape.of(2, 100), new Rank1Form())
            .conv("c", 4, new ConvGeometry(List.of(ConvAxis.same(7)), 1), true)
            .build();
    assertThat(signal.tensors(signal.layers().get(0)).toString()).contains("t", "p", "bias");
    NetworkSpec video =
        new NetworkBuilder("video", FeatureShape.of(2, 8, 16, 16), new Rank1Form())
            .conv("c", 4, new ConvGeometry(List.of(ODD, ODD, ODD), 2), false)
            .build();
    assertThat(video.outputShape()).isEqualTo(FeatureShape.of(4, 4, 8, 8));
  }

  @Test
  void everyShapeErrorNamesTheLayer() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> images(4).conv("big", 8, valid(7), false).build())
        .withMessageContaining("\"big\"")
        .withMessageContaining("spanning 7");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> images(4).dense("logits", 3).build())
        .withMessageContaining("\"logits\"")
        .withMessageContaining("flat");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> images(4).conv("g", 8, ConvGeometry.same2d(3).withGroups(2), false).build())
        .withMessageContaining("\"g\"")
        .withMessageContaining("multiple of groups 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> images(4).relu("r").relu("r").build())
        .withMessageContaining("\"r\"");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> images(4).from("later").relu("r").build())
        .withMessageContaining("later");
    assertThatThrownBy(
            () -> images(4).relu("r").add(new LayerSpec.Add("s", List.of("r", "x"))).build())
        .hasMessageContaining("\"x\"");
  }

  private static ConvGeometry valid(int kernel) {
    ConvAxis axis = new ConvAxis(kernel, 1, 0, 0, 1);
    return new ConvGeometry(List.of(axis, axis), 1);
  }

  @Test
  void countsParametersAndMultiplyAddsFromRealStageSizes() {
    ConvGeometry strided =
        new ConvGeometry(List.of(new ConvAxis(3, 2, 1, 1, 1), new ConvAxis(3, 2, 1, 1, 1)), 1);
    NetworkSpec dense =
        new NetworkBuilder("n", FeatureShape.of(16, 8, 8), new DenseForm())
            .conv("c", 32, strided, true)
            .build();
    NetworkSpec rank1 = dense.mapConvolutions(c -> c.withForm(new Rank1Form()));
    NetworkCounts denseCounts = NetworkCounts.of(dense);
    assertThat(denseCounts.convParameters()).isEqualTo(32 * 16 * 9 + 32);
    assertThat(denseCounts.convMacs()).isEqualTo(4 * 4 * 32 * 16 * 9);
    NetworkCounts rank1Counts = NetworkCounts.of(rank1, (layer, conv) -> "chain");
    assertThat(rank1Counts.convParameters()).isEqualTo(32 * (16 + 3 + 3) + 32);
    // Pointwise at 8×8, vertical at 4×8, horizontal at 4×4.
    assertThat(rank1Counts.convMacs()).isEqualTo(8 * 8 * 32 * 16 + 4 * 8 * 32 * 3 + 4 * 4 * 32 * 3);
    assertThat(NetworkCounts.of(rank1).convMacs()).isEqualTo(8 * 8 * 32 * 16 + 4 * 4 * 32 * 9);
  }
}
