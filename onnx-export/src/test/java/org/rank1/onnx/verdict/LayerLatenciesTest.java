package org.rank1.onnx.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.rank1.filter.form.Rank1Form;
import org.rank1.network.NetworkSpec;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.export.Batch;
import org.rank1.onnx.runtime.OnnxRuntimeCpu;
import org.rank1.onnx.runtime.OnnxRuntimeOptions;

class LayerLatenciesTest {
  @Test
  void everyConvolutionIsTimedInBothForms() {
    NetworkSpec network = TestModels.network(new Rank1Form());
    CheckedModel composed =
        CheckedModel.of(TestModels.export(network, "composed", Batch.fixed(1)), "composed");
    CheckedModel chain =
        CheckedModel.of(TestModels.export(network, "chain", Batch.fixed(1)), "chain");
    LayerLatencies latencies =
        new LayerLatencies(
            new OnnxRuntimeCpu(new OnnxRuntimeOptions()), new LatencyOptions(0.02, 0, 0.95, 1));
    assertThat(latencies.compare(composed, chain, TestModels.images(network, 1).get(0)))
        .allSatisfy(
            layer -> {
              assertThat(layer.referenceMs()).isPositive();
              assertThat(layer.candidateMs()).isPositive();
              assertThat(layer.speedup()).isPositive();
            })
        .extracting(LayerLatency::name)
        .containsExactly("bn1", "conv2", "bn3");
  }
}
