package org.rank1.filter.form;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.rank1.filter.Composition;
import org.rank1.filter.Contraction;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.ConvStage;
import org.rank1.filter.ConvStages;
import org.rank1.filter.FilterForm;
import org.rank1.filter.Lowering;
import org.rank1.filter.TensorSpec;
import org.rank1.plugin.NoOptions;

/**
 * Filter-wise rank one with banks of 1-D filters that all filters share, as in the code that the
 * authors of <em>Rank-1 Convolutional Neural Network</em> (2018) released: n vertical and n
 * horizontal filters make n² filters, one for each pair, {@code W[(a,b),c,i,j] = t[a,b,c] · p[a,i]
 * · q[b,j]}. With one spatial axis there are n filters, with three n³.
 */
public record Rank1SharedForm() implements FilterForm {
  /** The name under which the form is bound. */
  public static final String NAME = "rank1-shared";

  private static final String BANKS = "abd";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Record options() {
    return new NoOptions();
  }

  /** n, the 1-D filters in each bank. */
  private static int bank(ConvSpec conv) {
    int axes = new SpatialAxes(conv).split().size();
    int filters = conv.outChannels();
    if (axes <= 1) {
      return filters;
    }
    int bank = (int) Math.round(Math.pow(filters, 1.0 / axes));
    if (Math.pow(bank, axes) != filters) {
      throw new IllegalArgumentException(
          "form \"%s\" cannot make %d filters from banks for %d axes: it must be a power n^%d"
              .formatted(NAME, filters, axes, axes));
    }
    return bank;
  }

  /** {@code t [n, ..., n, C/g]}, with one n per axis, then {@code [n, k]} per axis. */
  @Override
  public List<TensorSpec> factors(ConvSpec conv) {
    SpatialAxes axes = new SpatialAxes(conv);
    int bank = bank(conv);
    int banks = axes.split().size();
    List<Integer> channels = new ArrayList<>(Collections.nCopies(Math.max(1, banks), bank));
    channels.add(conv.channelsPerGroup());
    List<TensorSpec> factors = new ArrayList<>();
    factors.add(new TensorSpec(Rank1Form.CHANNEL_FACTOR, channels));
    for (int axis : axes.split()) {
      factors.add(new TensorSpec(axes.factor(axis), List.of(bank, axes.taps(axis))));
    }
    return List.copyOf(factors);
  }

  private static String banks(ConvSpec conv) {
    return BANKS.substring(0, Math.max(1, new SpatialAxes(conv).split().size()));
  }

  @Override
  public Composition composition(ConvSpec conv) {
    return new Composition.Composable(composed(conv));
  }

  private static Contraction composed(ConvSpec conv) {
    SpatialAxes axes = new SpatialAxes(conv);
    List<Integer> split = axes.split();
    StringJoiner formula = new StringJoiner(",");
    List<String> names = new ArrayList<>();
    for (int i = 0; i < split.size(); i++) {
      formula.add("" + BANKS.charAt(i) + SpatialAxes.label(split.get(i)));
      names.add(axes.factor(split.get(i)));
    }
    names.add(Rank1Form.CHANNEL_FACTOR);
    String banks = banks(conv);
    return Contraction.of(
        formula.add(banks + "c") + "->" + banks + "c" + SpatialAxes.labels(split),
        conv.kernelShape(),
        names.toArray(String[]::new));
  }

  @Override
  public List<String> lowerings(ConvSpec conv) {
    List<String> offered = new ArrayList<>(new SpatialAxes(conv).lowerings());
    offered.add(Lowering.COMPOSED);
    return List.copyOf(offered);
  }

  @Override
  public ConvStages lower(ConvSpec conv, String lowering) {
    Lowering.require(lowering, this, conv);
    bank(conv);
    if (lowering.equals(Lowering.COMPOSED)) {
      return ConvStages.chain(ConvStage.linear(Lowering.COMPOSED, conv, composed(conv)));
    }
    SpatialAxes axes = new SpatialAxes(conv);
    int filters = conv.outChannels();
    String banks = banks(conv);
    ConvSpec in = axes.stage(conv.inChannels(), filters, conv.geometry().groups(), List.of(), true);
    List<ConvStage> stages = new ArrayList<>();
    stages.add(
        ConvStage.linear(
            "pointwise",
            in,
            Contraction.of(
                banks + "c->" + banks + "c", in.kernelShape(), Rank1Form.CHANNEL_FACTOR)));
    for (List<Integer> step : axes.steps(lowering)) {
      ConvSpec along = axes.stage(filters, filters, filters, step, false);
      stages.add(ConvStage.linear(SpatialAxes.stageName(step), along, along(conv, step, along)));
    }
    return new ConvStages(List.of(stages));
  }

  /** The filters of some banks, repeated for every combination with those of the others. */
  private static Contraction along(ConvSpec conv, List<Integer> step, ConvSpec stage) {
    SpatialAxes axes = new SpatialAxes(conv);
    List<Integer> split = axes.split();
    String own =
        step.stream()
            .map(axis -> String.valueOf(BANKS.charAt(split.indexOf(axis))))
            .collect(Collectors.joining());
    Map<Character, Integer> repeated =
        banks(conv)
            .chars()
            .filter(label -> own.indexOf(label) < 0)
            .boxed()
            .collect(Collectors.toMap(label -> (char) label.intValue(), label -> bank(conv)));
    StringJoiner formula = new StringJoiner(",");
    step.forEach(
        axis -> formula.add("" + BANKS.charAt(split.indexOf(axis)) + SpatialAxes.label(axis)));
    return Contraction.of(
        formula + "->" + banks(conv) + SpatialAxes.labels(step),
        repeated,
        stage.kernelShape(),
        step.stream().map(axes::factor).toArray(String[]::new));
  }
}
