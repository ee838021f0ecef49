package org.rank1.ops.parameterization;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.rank1.filter.ConvAxis;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.ConvStage;
import org.rank1.filter.FilterForm;
import org.rank1.filter.Lowering;
import org.rank1.plugin.Described;

/**
 * How a convolution with a structured kernel runs in training. All ways compute the same function
 * of the same factors, so they have the same gradients up to rounding, and the choice is one of
 * speed only.
 */
public enum Execution {
  /** Whichever a rule on the shape names, see {@link #lowering}. */
  @Described("whichever a rule on the shape names")
  AUTO,
  /**
   * Whichever is faster, measured once before training by who trains, and written down. Where
   * nobody has measured, as {@link #AUTO}.
   */
  @Described("whichever is faster, measured once before training and written down")
  MEASURED,
  /** Compose the kernel, then one convolution. */
  @Described("compose the kernel, then one convolution")
  COMPOSED,
  /** The lowering that the form prefers, for most a pointwise and a depthwise convolution. */
  @Described("the lowering that the form prefers, for most a pointwise and a depthwise convolution")
  FACTORIZED,
  /** One 1-D convolution after the other, where the form offers it. */
  @Described("one 1-D convolution after the other, where the form offers it")
  CHAIN;

  /** Output sizes at which the rule counts; multiply-adds scale alike at any other. */
  private static final int NOMINAL_SIZE = 32;

  /** A depthwise multiply-add takes as long as this many others: it waits for memory. */
  private static final double DEPTHWISE_COST = 3;

  /** From how many times fewer weighted multiply-adds on the further passes over memory pay. */
  private static final double WORTHWHILE = 1.8;

  /**
   * The lowering of the form that runs. {@link #AUTO} takes the form's preferred one if it has
   * {@value #WORTHWHILE} times fewer multiply-adds than the composed kernel, where depthwise ones
   * count {@value #DEPTHWISE_COST} times: a rule on the shape alone, measured for 3×3 and 5×5
   * kernels on a CPU, so that a run can be repeated. For rank-1 3×3 kernels at stride 1 that is
   * from 8 channels per group on. A form that does not offer what is asked for runs as it prefers.
   */
  public String lowering(FilterForm form, ConvSpec conv) {
    List<String> offered = form.lowerings(conv);
    String preferred = offered.get(0);
    return switch (this) {
      case FACTORIZED -> preferred;
      case COMPOSED -> offered.contains(Lowering.COMPOSED) ? Lowering.COMPOSED : preferred;
      case CHAIN -> offered.contains(Lowering.CHAIN) ? Lowering.CHAIN : preferred;
      case AUTO, MEASURED -> {
        boolean split =
            !offered.contains(Lowering.COMPOSED)
                || cost(form, conv, Lowering.COMPOSED) >= WORTHWHILE * cost(form, conv, preferred);
        yield split ? preferred : Lowering.COMPOSED;
      }
    };
  }

  /** The executions between which this leaves the choice; none, if it says itself what runs. */
  List<Execution> candidates(FilterForm form, ConvSpec conv) {
    return switch (this) {
      case AUTO -> List.of(byRule(form, conv));
      case MEASURED -> different(form, conv);
      case COMPOSED, FACTORIZED, CHAIN -> List.of();
    };
  }

  /** What {@link #AUTO} comes to for a convolution: never open. */
  public static Execution byRule(FilterForm form, ConvSpec conv) {
    return AUTO.lowering(form, conv).equals(Lowering.COMPOSED) ? COMPOSED : FACTORIZED;
  }

  /** The executions that differ for a convolution, at least one, none of them open. */
  public static List<Execution> different(FilterForm form, ConvSpec conv) {
    List<Execution> different = new ArrayList<>();
    Set<String> lowerings = new HashSet<>();
    for (Execution execution : List.of(FACTORIZED, CHAIN, COMPOSED)) {
      if (lowerings.add(execution.lowering(form, conv))) {
        different.add(execution);
      }
    }
    return List.copyOf(different);
  }

  private static double cost(FilterForm form, ConvSpec conv, String lowering) {
    List<Integer> start = conv.geometry().axes().stream().map(Execution::nominalInput).toList();
    double cost = 0;
    for (List<ConvStage> chain : form.lower(conv, lowering).chains()) {
      List<Integer> spatial = start;
      for (ConvStage stage : chain) {
        boolean depthwise = stage.conv().channelsPerGroup() == 1;
        cost += stage.conv().macs(spatial) * (depthwise ? DEPTHWISE_COST : 1);
        spatial = stage.conv().geometry().outputSize(spatial);
      }
    }
    return cost;
  }

  private static int nominalInput(ConvAxis axis) {
    int padding = Math.addExact(axis.padBegin(), axis.padEnd());
    int input = Math.addExact(Math.multiplyExact(NOMINAL_SIZE - 1, axis.stride()), axis.span());
    return Math.max(1, input - padding);
  }
}
