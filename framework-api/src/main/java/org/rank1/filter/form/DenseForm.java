package org.rank1.filter.form;

import java.util.List;
import org.rank1.filter.Composition;
import org.rank1.filter.Contraction;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.ConvStage;
import org.rank1.filter.ConvStages;
import org.rank1.filter.FilterForm;
import org.rank1.filter.Lowering;
import org.rank1.filter.TensorSpec;
import org.rank1.plugin.NoOptions;

/** The standard convolution: one free kernel {@code w} of shape {@code [O, C/groups, k...]}. */
public record DenseForm() implements FilterForm {
  /** The name under which the form is bound. */
  public static final String NAME = "dense";

  /** The only factor: the kernel itself. */
  public static final String KERNEL = "w";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Record options() {
    return new NoOptions();
  }

  @Override
  public List<TensorSpec> factors(ConvSpec conv) {
    return List.of(new TensorSpec(KERNEL, conv.kernelShape()));
  }

  @Override
  public Composition composition(ConvSpec conv) {
    return new Composition.Composable(kernel(conv));
  }

  @Override
  public List<String> lowerings(ConvSpec conv) {
    return List.of(Lowering.COMPOSED);
  }

  @Override
  public ConvStages lower(ConvSpec conv, String lowering) {
    Lowering.require(lowering, this, conv);
    return ConvStages.chain(ConvStage.linear(Lowering.COMPOSED, conv, kernel(conv)));
  }

  private Contraction kernel(ConvSpec conv) {
    return Contraction.reshaped(factors(conv).get(0), conv.kernelShape());
  }
}
