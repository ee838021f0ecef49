package org.rank1.onnx.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.rank1.filter.ConvAxis;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.form.DenseForm;
import org.rank1.filter.form.Rank1Form;
import org.rank1.network.LayerSpec;
import org.rank1.network.NetworkSnapshot;
import org.rank1.onnx.export.TensorOrder;

class LayerCaseTest {
  private static LayerCase of(int in, ConvGeometry geometry) {
    return new LayerCase(new ConvSpec(in, 16, geometry), List.of(9, 7), new Rank1Form());
  }

  @Test
  void loweringsOfTheSameStagesAreOneCandidate() {
    assertThat(of(16, ConvGeometry.same2d(3)).candidates())
        .containsExactlyInAnyOrder("pointwise-depthwise", "chain", "composed", "merged-chain");
    assertThat(of(16, ConvGeometry.same2d(1)).candidates()).containsExactly("composed");
    ConvGeometry line = new ConvGeometry(List.of(ConvAxis.IDENTITY, ConvAxis.same(5)), 1);
    assertThat(of(16, line).candidates()).hasSize(2).contains("composed");
    // A depthwise layer has nothing to split but its axes.
    assertThat(of(16, ConvGeometry.same2d(3).withGroups(16)).candidates())
        .containsExactlyInAnyOrder("composed", "chain");
  }

  @Test
  void theKeySaysEverythingThatMattersForTheTime() {
    ConvGeometry odd =
        new ConvGeometry(List.of(new ConvAxis(3, 2, 0, 1, 1), new ConvAxis(5, 1, 2, 2, 2)), 2);
    assertThat(LayerCase.text(new ConvSpec(4, 8, odd)))
        .isEqualTo("4→8 3×5 stride 2×1 padding 0+1×2+2 dilation 1×2 groups 2");
    assertThat(of(4, odd).key(TensorOrder.FOUR))
        .contains("at 9×7")
        .contains("composed = 4→16 3×5 stride 2×1 padding 0+1×2+2 dilation 1×2 groups 2");
    assertThat(of(4, odd).key(TensorOrder.FOUR))
        .isNotEqualTo(of(4, odd.withGroups(1)).key(TensorOrder.FOUR));
  }

  @Test
  void composedKernelsOfRandomNetworksHaveHesVariance() {
    for (var form : List.of(new Rank1Form(), new DenseForm())) {
      LayerCase layer =
          new LayerCase(new ConvSpec(32, 64, ConvGeometry.same2d(3)), List.of(4, 4), form);
      NetworkSnapshot snapshot = RandomSnapshot.of(layer.network(), 5);
      LayerSpec.Convolution conv = snapshot.network().convolutions().get(0);
      FloatTensor kernel =
          form.lower(layer.conv(), "composed")
              .chains()
              .get(0)
              .get(0)
              .weight()
              .apply(snapshot.factors(conv));
      assertThat(kernel.norm() / Math.sqrt(kernel.size()))
          .isCloseTo(Math.sqrt(2.0 / 288), within(1e-6));
      assertThat(snapshot.tensors(conv))
          .isEqualTo(RandomSnapshot.of(layer.network(), 5).tensors(conv))
          .isNotEqualTo(RandomSnapshot.of(layer.network(), 6).tensors(conv));
    }
  }

  @Test
  void whatTensorsAreOnCountsForSignalsAndVideoOnly() {
    ConvGeometry square = ConvGeometry.same2d(3);
    assertThat(of(4, square).key(TensorOrder.NATIVE))
        .isEqualTo(of(4, square).key(TensorOrder.FOUR));
    LayerCase video =
        new LayerCase(
            new ConvSpec(4, 4, new ConvGeometry(Collections.nCopies(3, ConvAxis.same(3)), 1)),
            List.of(4, 5, 6),
            new Rank1Form());
    assertThat(video.key(TensorOrder.NATIVE)).isNotEqualTo(video.key(TensorOrder.FOUR));
  }
}
