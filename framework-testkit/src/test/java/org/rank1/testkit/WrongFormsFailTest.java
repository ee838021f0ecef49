package org.rank1.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.rank1.filter.Composition;
import org.rank1.filter.ConvAxis;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.ConvStage;
import org.rank1.filter.ConvStages;
import org.rank1.filter.Factors;
import org.rank1.filter.FilterForm;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.TensorSpec;
import org.rank1.filter.form.Rank1Form;
import org.rank1.plugin.NoOptions;
import org.rank1.plugin.PartFactory;
import org.rank1.plugin.Rank1Plugin;

class WrongFormsFailTest {
  /** Rank-1 with something spoiled. */
  private record Spoiled(
      UnaryOperator<ConvStages> stages, UnaryOperator<FloatTensor> kernel, List<String> offered)
      implements FilterForm {
    private static final List<String> ALL = List.of("pointwise-depthwise", "chain", "composed");

    @Override
    public String name() {
      return "spoiled";
    }

    @Override
    public Record options() {
      return new NoOptions();
    }

    @Override
    public List<TensorSpec> factors(ConvSpec conv) {
      return new Rank1Form().factors(conv);
    }

    @Override
    public Composition composition(ConvSpec conv) {
      var right = (Composition.Composable) new Rank1Form().composition(conv);
      return new Composition.Composable(factors -> kernel.apply(right.kernel().apply(factors)));
    }

    @Override
    public List<String> lowerings(ConvSpec conv) {
      return offered;
    }

    @Override
    public ConvStages lower(ConvSpec conv, String lowering) {
      return stages.apply(new Rank1Form().lower(conv, lowering));
    }
  }

  private static ConvStages mapAxes(ConvStages stages, UnaryOperator<ConvAxis> change) {
    return new ConvStages(
        stages.chains().stream()
            .map(
                chain ->
                    chain.stream()
                        .map(
                            stage ->
                                ConvStage.linear(
                                    stage.name(),
                                    new ConvSpec(
                                        stage.conv().inChannels(),
                                        stage.conv().outChannels(),
                                        new ConvGeometry(
                                            stage.conv().geometry().axes().stream()
                                                .map(change)
                                                .toList(),
                                            stage.conv().geometry().groups())),
                                    stage.weight()))
                        .toList())
            .toList());
  }

  @Test
  void theUnspoiledFormPassesAndIsCounted() {
    FilterFormContract.Counts counts =
        FilterFormContract.check(new Spoiled(s -> s, k -> k, Spoiled.ALL));
    assertThat(counts.convolutions()).isGreaterThanOrEqualTo(100);
    assertThat(counts.lowerings()).isEqualTo(3 * counts.convolutions());
  }

  @Test
  void loweringThatDropsDilationFails() {
    FilterForm wrong =
        new Spoiled(
            stages ->
                mapAxes(
                    stages, a -> new ConvAxis(a.kernel(), a.stride(), a.padBegin(), a.padEnd(), 1)),
            k -> k,
            Spoiled.ALL);
    assertThatThrownBy(() -> FilterFormContract.check(wrong)).isInstanceOf(AssertionError.class);
  }

  @Test
  void loweringThatSwapsThePaddingOfAnAxisFails() {
    FilterForm wrong =
        new Spoiled(
            stages ->
                mapAxes(
                    stages,
                    a ->
                        new ConvAxis(
                            a.kernel(),
                            a.stride(),
                            /* padBegin= */ a.padEnd(),
                            /* padEnd= */ a.padBegin(),
                            a.dilation())),
            k -> k,
            Spoiled.ALL);
    assertThatThrownBy(() -> FilterFormContract.check(wrong)).isInstanceOf(AssertionError.class);
  }

  @Test
  void compositionWithOneTapOnePercentOffFails() {
    FilterForm wrong =
        new Spoiled(
            s -> s,
            kernel -> {
              FloatTensor changed = kernel.copy();
              changed.data()[changed.size() - 1] *= 1.01f;
              return changed;
            },
            Spoiled.ALL);
    assertThatThrownBy(() -> FilterFormContract.check(wrong)).isInstanceOf(AssertionError.class);
  }

  @Test
  void composableFormThatDoesNotOfferTheComposedLoweringFails() {
    FilterForm wrong = new Spoiled(s -> s, k -> k, List.of("chain"));
    assertThatThrownBy(() -> FilterFormContract.check(wrong))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("composed");
  }

  @Test
  void stageWithAWeightOfAnotherShapeFails() {
    FilterForm wrong =
        new Spoiled(
            stages ->
                new ConvStages(
                    stages.chains().stream()
                        .map(
                            chain ->
                                chain.stream()
                                    .map(
                                        stage ->
                                            ConvStage.linear(
                                                stage.name(),
                                                stage.conv(),
                                                (Factors f) -> FloatTensor.zeros(1, 2, 3, 4, 5, 6)))
                                    .toList())
                        .toList()),
            k -> k,
            Spoiled.ALL);
    assertThatThrownBy(() -> FilterFormContract.check(wrong)).isInstanceOf(AssertionError.class);
  }

  @Test
  void formBoundUnderAnotherNameFails() {
    Rank1Plugin plugin =
        new Rank1Plugin("test", "1") {
          @Override
          protected void configure() {
            part(
                FilterForm.class,
                "rank-one",
                PartFactory.of(NoOptions.class, options -> new Rank1Form()));
          }
        };
    var parts = DiscoveredParts.of(List.of(plugin));
    var example = DiscoveredParts.examples(parts, FilterForm.class).get(0);
    assertThatThrownBy(() -> FilterFormContract.checkBinding(parts, example))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("rank-one");
  }
}
