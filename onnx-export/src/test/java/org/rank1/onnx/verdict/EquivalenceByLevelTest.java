package org.rank1.onnx.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.form.Rank1Form;
import org.rank1.network.NetworkSpec;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.export.Batch;
import org.rank1.onnx.graph.OnnxFile;
import org.rank1.onnx.model.SubModels;
import org.rank1.onnx.runtime.OnnxRuntimeCpu;
import org.rank1.onnx.runtime.OnnxRuntimeOptions;
import org.rank1.onnx.runtime.OnnxRuntimeOptions.OptimizationLevel;
import org.rank1.onnx.verdict.FirstFault.Search;
import org.rank1.runtime.InferenceRuntime;
import org.rank1.runtime.InferenceSession;
import org.rank1.runtime.OnnxModel;

class EquivalenceByLevelTest {
  private static final NetworkSpec NETWORK = TestModels.network(new Rank1Form());
  private static final List<FloatTensor> IMAGES = TestModels.images(NETWORK, 3);
  private static final ModelProto COMPOSED = TestModels.export(NETWORK, "composed", Batch.DYNAMIC);
  private static final ModelProto CHAIN = TestModels.export(NETWORK, "chain", Batch.DYNAMIC);

  private static Map<OptimizationLevel, InferenceRuntime> runtimes() {
    Map<OptimizationLevel, InferenceRuntime> runtimes = new EnumMap<>(OptimizationLevel.class);
    for (OptimizationLevel level : OptimizationLevel.values()) {
      runtimes.put(level, new OnnxRuntimeCpu(new OnnxRuntimeOptions(1, level, false)));
    }
    return runtimes;
  }

  private static List<LevelVerdict> compare(
      ModelProto candidate, Map<OptimizationLevel, InferenceRuntime> runtimes) {
    return new EquivalenceByLevel(runtimes)
        .compare(
            CheckedModel.of(COMPOSED, "composed"),
            CheckedModel.of(candidate, "candidate"),
            IMAGES,
            progress -> {});
  }

  @Test
  void everyLevelHasAVerdictOfItsOwn() {
    List<EquivalenceProgress> steps = new ArrayList<>();
    List<LevelVerdict> verdicts =
        new EquivalenceByLevel(runtimes())
            .compare(
                CheckedModel.of(COMPOSED, "composed"),
                CheckedModel.of(CHAIN, "chain"),
                IMAGES,
                steps::add);
    assertThat(verdicts)
        .extracting(LevelVerdict::level)
        .containsExactly(OptimizationLevel.values());
    assertThat(verdicts)
        .allSatisfy(
            verdict -> {
              assertThat(verdict.equivalence().summary()).startsWith("Equivalent: proved");
              assertThat(verdict.equivalence().runtime())
                  .containsIgnoringCase("level " + verdict.level());
              assertThat(verdict.firstFault()).isNull();
            });
    assertThat(steps).hasSize(4 * 11).extracting(EquivalenceProgress::total).containsOnly(4 * 11);
    assertThat(steps).extracting(EquivalenceProgress::done).isSorted().doesNotHaveDuplicates();
    assertThat(steps.get(43).step()).isEqualTo("logits (level all)");
  }

  @Test
  void aDamagedLayerIsTheFirstFaultAtEveryLevel() {
    ModelProto damaged = TestModels.withWeights(CHAIN, "conv3/axis0/weight", w -> w[7] *= 1.1f);
    assertThat(compare(damaged, runtimes()))
        .hasSize(4)
        .allSatisfy(
            verdict -> {
              FirstFault fault = verdict.firstFault();
              assertThat(fault).isNotNull();
              assertThat(fault.layer()).isEqualTo("bn3");
              assertThat(fault.search()).isEqualTo(Search.WEIGHTS);
              assertThat(fault.error()).isGreaterThan(10);
              assertThat(fault.sentence()).contains("\"bn3\"", "composed from their weights");
            });
  }

  @Test
  void aLayerThatARuntimeComputesWronglyIsFoundThoughItsWeightsAreRight() {
    Map<OptimizationLevel, InferenceRuntime> runtimes = runtimes();
    runtimes.put(
        OptimizationLevel.BASIC,
        new WronglyFusing(outputs -> outputs.contains(SubModels.result("conv2")), false));
    LevelVerdict basic = compare(CHAIN, runtimes).get(1);
    assertThat(basic.firstFault()).isNotNull();
    assertThat(basic.firstFault().search()).isEqualTo(Search.LAYER_BY_LAYER);
    assertThat(basic.firstFault().layer()).isEqualTo("conv2");
    assertThat(basic.firstFault().sentence()).contains("rounding error bounds");
    assertThat(basic.equivalence().layers())
        .filteredOn(layer -> layer.name().equals("conv2"))
        .allSatisfy(layer -> assertThat(layer.weights().forEveryInput()).isTrue())
        .noneMatch(LayerProof::proved);
  }

  /** Wrong only where the condition holds on the outputs of a whole chain model. */
  private static FirstFault faultOfAWrongFusion(Predicate<List<String>> fused) {
    Map<OptimizationLevel, InferenceRuntime> runtimes = runtimes();
    runtimes.put(OptimizationLevel.ALL, new WronglyFusing(fused, true));
    List<LevelVerdict> verdicts = compare(CHAIN, runtimes);
    assertThat(verdicts.subList(0, 3)).allMatch(verdict -> verdict.equivalence().equivalent());
    LevelVerdict all = verdicts.get(3);
    assertThat(all.equivalence().layers()).allMatch(LayerProof::holds);
    assertThat(all.equivalence().equivalent()).isFalse();
    assertThat(all.firstFault()).isNotNull();
    return all.firstFault();
  }

  @Test
  void aFaultOfTheWholeNetworkIsFoundAmongItsInnerValues() {
    FirstFault fault = faultOfAWrongFusion(outputs -> true);
    assertThat(fault.search()).isEqualTo(Search.ALL_INNER_VALUES);
    assertThat(fault.layer()).isEqualTo("conv2");
    assertThat(fault.error()).isGreaterThan(fault.bound());
    assertThat(fault.sentence()).contains("Every layer keeps its bound on its own", "\"conv2\"");
  }

  @Test
  void aFusionThatReturnedValuesPreventIsFoundBehindIt() {
    FirstFault fault = faultOfAWrongFusion(outputs -> !outputs.contains("conv2"));
    assertThat(fault.search()).isEqualTo(Search.ONE_INNER_VALUE);
    assertThat(fault.layer()).isEqualTo("relu2");
    assertThat(fault.error()).isGreaterThan(fault.bound());
    assertThat(fault.sentence()).contains("only while the values before it are not returned");
  }

  @Test
  void aFaultThatVanishesIsSaidToVanish() {
    FirstFault fault = faultOfAWrongFusion(outputs -> outputs.size() == 1);
    assertThat(fault.search()).isEqualTo(Search.VANISHED);
    assertThat(fault.layer()).isNull();
    assertThat(fault.error()).isGreaterThan(fault.bound());
    assertThat(fault.sentence()).contains("no layer can be named", "vanishes");
  }

  /** Computes a convolution of a chain model with wrong weights, under some condition. */
  private static final class WronglyFusing implements InferenceRuntime {
    private final InferenceRuntime correct = new OnnxRuntimeCpu(new OnnxRuntimeOptions());
    private final Predicate<List<String>> fused;
    private final boolean whole;

    /**
     * @param whole whether in models that are whole, or else in parts of them
     */
    WronglyFusing(Predicate<List<String>> fused, boolean whole) {
      this.fused = fused;
      this.whole = whole;
    }

    @Override
    public String description() {
      return "wrongly fusing";
    }

    @Override
    public int threads() {
      return 1;
    }

    @Override
    public InferenceSession open(OnnxModel model) {
      ModelProto given = OnnxFile.parse(model.bytes(), "given");
      GraphProto graph = given.getGraph();
      // Parts side by side read inner values.
      boolean isWhole = graph.getInputCount() == 1;
      boolean chain = graph.getInitializerList().stream().anyMatch(this::isVertical);
      List<String> outputs = graph.getOutputList().stream().map(ValueInfoProto::getName).toList();
      return correct.open(
          isWhole == whole && chain && fused.test(outputs)
              ? TestModels.withWeights(given, "conv2/weight", EquivalenceByLevelTest::scale)
                  ::toByteArray
              : model);
    }

    private boolean isVertical(TensorProto tensor) {
      return tensor.getName().equals("conv2/axis0/weight");
    }
  }

  private static void scale(float[] weights) {
    for (int i = 0; i < weights.length; i++) {
      weights[i] *= 1.01f;
    }
  }
}
