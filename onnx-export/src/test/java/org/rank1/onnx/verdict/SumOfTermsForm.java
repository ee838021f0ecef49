package org.rank1.onnx.verdict;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rank1.filter.Composition;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.ConvStage;
import org.rank1.filter.ConvStages;
import org.rank1.filter.Factors;
import org.rank1.filter.FilterForm;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.Lowering;
import org.rank1.filter.TensorSpec;
import org.rank1.filter.form.Rank1Form;

/**
 * A form of the tests: every filter is a sum of three rank-one terms, the second of which nearly
 * cancels the first, as in a diverging decomposition.
 */
record SumOfTermsForm() implements FilterForm {
  private static final int TERMS = 3;
  private static final Rank1Form TERM = new Rank1Form();

  @Override
  public String name() {
    return "sum-of-terms";
  }

  @Override
  public Record options() {
    return this;
  }

  @Override
  public List<TensorSpec> factors(ConvSpec conv) {
    List<TensorSpec> factors = new ArrayList<>();
    for (int term = 0; term < TERMS; term++) {
      for (TensorSpec spec : TERM.factors(conv)) {
        factors.add(new TensorSpec(spec.name() + term, spec.shape()));
      }
    }
    return factors;
  }

  private static Factors term(ConvSpec conv, int term, Factors factors) {
    Map<String, FloatTensor> own = new LinkedHashMap<>();
    for (TensorSpec spec : TERM.factors(conv)) {
      // The second term is the first with one factor's sign turned and slightly scaled.
      FloatTensor value = factors.get(spec.name() + (term == 1 ? 0 : term)).copy();
      if (term == 1 && spec.name().equals(Rank1Form.CHANNEL_FACTOR)) {
        for (int i = 0; i < value.size(); i++) {
          value.data()[i] *= -0.99f;
        }
      }
      own.put(spec.name(), value);
    }
    return Factors.of(TERM.factors(conv), own);
  }

  private static FloatTensor sum(ConvSpec conv, Factors factors) {
    double[] sum = new double[FloatTensor.sizeOf(conv.kernelShape())];
    for (int term = 0; term < TERMS; term++) {
      Factors own = term(conv, term, factors);
      FloatTensor t = own.get("t");
      int taps = conv.geometry().taps();
      for (int i = 0; i < sum.length; i++) {
        int filter = i / (conv.channelsPerGroup() * taps);
        double product = t.data()[i / taps];
        int rest = i % taps;
        for (int axis = conv.geometry().axes().size() - 1; axis >= 0; axis--) {
          int kernel = conv.geometry().axes().get(axis).kernel();
          if (kernel > 1) {
            product *=
                own.get(Rank1Form.axisFactor(conv, axis)).data()[filter * kernel + rest % kernel];
          }
          rest /= kernel;
        }
        sum[i] += product;
      }
    }
    FloatTensor kernel = FloatTensor.zeros(conv.kernelShape());
    for (int i = 0; i < sum.length; i++) {
      kernel.data()[i] = (float) sum[i];
    }
    return kernel;
  }

  @Override
  public Composition composition(ConvSpec conv) {
    return new Composition.Composable(factors -> sum(conv, factors));
  }

  @Override
  public List<String> lowerings(ConvSpec conv) {
    return List.of(Lowering.CHAIN, Lowering.COMPOSED);
  }

  @Override
  public ConvStages lower(ConvSpec conv, String lowering) {
    Lowering.require(lowering, this, conv);
    if (lowering.equals(Lowering.COMPOSED)) {
      return ConvStages.chain(
          ConvStage.linear(Lowering.COMPOSED, conv, factors -> sum(conv, factors)));
    }
    List<List<ConvStage>> chains = new ArrayList<>();
    for (int i = 0; i < TERMS; i++) {
      int term = i;
      chains.add(
          TERM.lower(conv, Lowering.CHAIN).chains().get(0).stream()
              .map(
                  stage ->
                      ConvStage.linear(
                          stage.name(),
                          stage.conv(),
                          factors -> stage.weight().apply(term(conv, term, factors))))
              .toList());
    }
    return new ConvStages(chains);
  }
}
