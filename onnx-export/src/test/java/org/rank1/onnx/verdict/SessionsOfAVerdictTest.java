package org.rank1.onnx.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.form.Rank1Form;
import org.rank1.network.FeatureShape;
import org.rank1.network.NetworkBuilder;
import org.rank1.network.NetworkSpec;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.export.Batch;
import org.rank1.onnx.plan.RandomSnapshot;
import org.rank1.onnx.runtime.OnnxRuntimeCpu;
import org.rank1.onnx.runtime.OnnxRuntimeOptions;
import org.rank1.runtime.InferenceRuntime;
import org.rank1.runtime.InferenceSession;
import org.rank1.runtime.OnnxModel;

/** Opening a model costs more than running it: a verdict does not do so for each layer. */
class SessionsOfAVerdictTest {
  private static final class Counting implements InferenceRuntime {
    private final InferenceRuntime runtime = new OnnxRuntimeCpu(new OnnxRuntimeOptions());
    private final List<OnnxModel> opened = new ArrayList<>();

    @Override
    public String description() {
      return runtime.description();
    }

    @Override
    public int threads() {
      return 1;
    }

    @Override
    public InferenceSession open(OnnxModel model) {
      opened.add(model);
      return runtime.open(model);
    }
  }

  private static NetworkSpec network(int convolutions) {
    NetworkBuilder builder = new NetworkBuilder("net", FeatureShape.of(2, 6, 6), new Rank1Form());
    for (int i = 0; i < convolutions; i++) {
      builder.conv("conv" + i, 3, ConvGeometry.same2d(3), true).relu("relu" + i);
    }
    return builder.build();
  }

  @Test
  void areSixHoweverManyLayersThereAre() {
    for (int convolutions : List.of(1, 5)) {
      Counting runtime = new Counting();
      NetworkSpec network = network(convolutions);
      CheckedModel composed =
          CheckedModel.of(TestModels.export(network, "composed", Batch.fixed(1)), "composed");
      CheckedModel split =
          CheckedModel.of(TestModels.export(network, "chain", Batch.fixed(1)), "split");
      EquivalenceReport report =
          new EquivalenceCheck(runtime)
              .compare(composed, split, List.of(RandomSnapshot.input(List.of(3, 2, 6, 6), 1)));
      assertThat(report.equivalent()).isTrue();
      assertThat(report.layers()).hasSize(2 * convolutions).allMatch(LayerProof::holds);
      // For each model: all inner values, all layers side by side, the model as it is deployed.
      assertThat(runtime.opened).hasSize(6).contains(composed, split);
      assertThat(runtime.opened).allMatch(model -> model instanceof CheckedModel);
    }
  }
}
