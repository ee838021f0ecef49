package org.rank1.onnx.export;

import java.util.List;
import org.rank1.filter.Composition;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.ConvStage;
import org.rank1.filter.ConvStages;
import org.rank1.filter.FilterForm;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.Lowering;
import org.rank1.filter.TensorSpec;

/**
 * A form of the tests: the sum of two chains, one of a full kernel with an inner bias, one of a
 * scaled full kernel; a ReLU may end each.
 *
 * @param firstRelu whether a ReLU ends the first chain
 * @param secondRelu whether a ReLU ends the second chain
 * @param rank an option, to be found in the metadata
 */
record TwoChainsForm(boolean firstRelu, boolean secondRelu, int rank) implements FilterForm {
  static final String SUM = "sum-of-two";

  TwoChainsForm(boolean firstRelu, boolean secondRelu) {
    this(firstRelu, secondRelu, 2);
  }

  @Override
  public String name() {
    return "two-chains";
  }

  @Override
  public Record options() {
    return this;
  }

  @Override
  public List<TensorSpec> factors(ConvSpec conv) {
    return List.of(
        new TensorSpec("a", conv.kernelShape()),
        new TensorSpec("c", List.of(conv.outChannels())),
        new TensorSpec("b", conv.kernelShape()));
  }

  @Override
  public Composition composition(ConvSpec conv) {
    return new Composition.NotComposable("it has an inner bias");
  }

  @Override
  public List<String> lowerings(ConvSpec conv) {
    return List.of(SUM);
  }

  @Override
  public ConvStages lower(ConvSpec conv, String lowering) {
    Lowering.require(lowering, this, conv);
    return new ConvStages(
        List.of(
            List.of(new ConvStage("full", conv, f -> f.get("a"), f -> f.get("c"), firstRelu)),
            List.of(new ConvStage("full", conv, f -> f.get("b"), null, secondRelu))));
  }

  /** A form whose factors are fine and whose stage has a weight of another shape. */
  static FilterForm broken() {
    return new Broken();
  }

  private record Broken() implements FilterForm {
    @Override
    public String name() {
      return "broken";
    }

    @Override
    public Record options() {
      return this;
    }

    @Override
    public List<TensorSpec> factors(ConvSpec conv) {
      return List.of();
    }

    @Override
    public Composition composition(ConvSpec conv) {
      return new Composition.NotComposable("it is broken");
    }

    @Override
    public List<String> lowerings(ConvSpec conv) {
      return List.of("only");
    }

    @Override
    public ConvStages lower(ConvSpec conv, String lowering) {
      return ConvStages.chain(
          ConvStage.linear("only", conv, f -> FloatTensor.zeros(List.of(1, 2, 3))));
    }
  }
}
