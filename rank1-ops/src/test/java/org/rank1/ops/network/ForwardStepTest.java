package org.rank1.ops.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.form.DenseForm;
import org.rank1.network.FeatureShape;
import org.rank1.network.LayerSpec;
import org.rank1.network.NetworkBuilder;

class ForwardStepTest {
  private static NetworkBuilder net() {
    return new NetworkBuilder("net", FeatureShape.of(1, 8, 8), new DenseForm())
        .conv("conv", 4, ConvGeometry.same2d(3), true);
  }

  private static List<String> texts(NetworkBuilder net) {
    return ForwardStep.of(net.build()).stream()
        .map(
            step ->
                "%s%s -> %s%s, frees %s"
                    .formatted(
                        step.layer().name(),
                        step.inputs(),
                        step.layer().name(),
                        step.thenRelu() ? " then relu" : "",
                        step.lastRead()))
        .toList();
  }

  @Test
  void aReluThatOnlyAPoolingReadsRunsAfterIt() {
    assertThat(texts(net().relu("relu").maxPool("pool", 2).flatten("flat").dense("logits", 3)))
        .containsExactly(
            "conv[input] -> conv, frees []",
            "pool[conv] -> pool then relu, frees [conv]",
            "flat[pool] -> flat, frees [pool]",
            "logits[flat] -> logits, frees [flat]");
  }

  @Test
  void aReluThatOthersReadTooStaysWhereItIsAndEachValueIsFreedByItsLastReader() {
    NetworkBuilder net =
        net()
            .relu("relu")
            .maxPool("pool", 2)
            .from("relu")
            .maxPool("other", 2)
            .add(new LayerSpec.Add("sum", List.of("pool", "other")))
            .flatten("flat")
            .dense("logits", 3);
    assertThat(texts(net))
        .startsWith(
            "conv[input] -> conv, frees []",
            "relu[conv] -> relu, frees [conv]",
            "pool[relu] -> pool, frees []",
            "other[relu] -> other, frees [relu]",
            "sum[pool, other] -> sum, frees [pool, other]");
  }

  @Test
  void aReluWhoseInputOthersReadTooStaysWhereItIs() {
    NetworkBuilder net =
        net()
            .relu("relu")
            .maxPool("pool", 2)
            .from("conv")
            .maxPool("other", 2)
            .add(new LayerSpec.Add("sum", List.of("pool", "other")))
            .flatten("flat")
            .dense("logits", 3);
    assertThat(ForwardStep.of(net.build())).noneMatch(ForwardStep::thenRelu);
  }
}
