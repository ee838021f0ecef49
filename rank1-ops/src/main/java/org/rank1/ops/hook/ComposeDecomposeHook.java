package org.rank1.ops.hook;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.rank1.filter.Composition;
import org.rank1.filter.form.DenseForm;
import org.rank1.io.InvalidInputException;
import org.rank1.metric.Measurement;
import org.rank1.network.LayerSpec;
import org.rank1.network.NetworkSpec;
import org.rank1.ops.parameterization.Execution;
import org.rank1.ops.parameterization.FormParameterization;
import org.rank1.ops.parameterization.Initializer;
import org.rank1.training.FilterParameterization;
import org.rank1.training.TrainingHook;

/**
 * Lets kernels leave their structured set for a while: phases of free kernels, each started at what
 * the factors compose to and ended by a decomposition into factors, take turns with phases of
 * factor training. This is our reading of Kim, Yoon, Jeong, Lee, Appl. Sci. 2021, 11(2), 643, in
 * whose networks 3-D rank-1 filters and 1-D filters alternate, and of which we know the abstract
 * only; to alternate between two executions of the same factors would change nothing.
 *
 * <p>The first phase is one of kernels and the last one of factors, so what is learned is exactly
 * structured. Convolutions that the run wants dense stay so throughout.
 *
 * <p>At each change the optimizer starts afresh, for all parameters: momentum and moments of
 * factors mean nothing to the kernel, nor the other way round, and what remained for biases and
 * batch norms would be of another age than theirs. The schedule of the learning rate goes on.
 */
public final class ComposeDecomposeHook implements TrainingHook {
  private static final FilterParameterization FREE =
      new FormParameterization(new DenseForm(), Initializer.HE, Execution.COMPOSED);

  private static final String FREE_KERNELS = "freeKernels";

  private final ComposeDecomposeOptions options;
  private int epochs;
  private boolean free;

  /** Takes the lengths of its phases. */
  public ComposeDecomposeHook(ComposeDecomposeOptions options) {
    this.options = options;
  }

  /**
   * Composes.
   *
   * @throws InvalidInputException if the run is too short for both phases, or a convolution cannot
   *     be composed and decomposed again, naming it
   */
  @Override
  public void atStart(Context context, int runEpochs) {
    begin(context, runEpochs);
    change(context, options.isFree(0, epochs));
  }

  private void begin(Context context, int runEpochs) {
    this.epochs = runEpochs;
    if (epochs < options.cycle()) {
      throw new InvalidInputException(
          "Hook \"compose-decompose\" needs kernelEpochs + factorEpochs = %d epochs, but the run has %d."
              .formatted(options.cycle(), epochs));
    }
    Forms forms = forms(context);
    Predicate<LayerSpec.Convolution> structured =
        layer -> !forms.asked(layer).form().equals(new DenseForm());
    if (context.network().convolutions().stream().noneMatch(structured)) {
      throw new InvalidInputException(
          "Hook \"compose-decompose\" has nothing to compose: every convolution is dense; use parameterization=rank1.");
    }
    context.network().convolutions().stream()
        .filter(structured)
        .forEach(layer -> requireBothWays(context.network(), layer, forms));
  }

  @Override
  public Map<String, NDArray> state(NDManager owner) {
    return Map.of(FREE_KERNELS, owner.create(free ? 1L : 0L));
  }

  /** {@inheritDoc} */
  @Override
  public void restore(Context context, int runEpochs, Map<String, NDArray> state) {
    begin(context, runEpochs);
    this.free = HookState.of(state, FREE_KERNELS).getLong(FREE_KERNELS) == 1;
    if (free) {
      reform(context);
    }
  }

  private static void requireBothWays(
      NetworkSpec network, LayerSpec.Convolution layer, Forms forms) {
    var form = forms.asked(layer).form();
    if (form.composition(network.convSpec(layer)) instanceof Composition.NotComposable not) {
      throw new InvalidInputException(
          "Hook \"compose-decompose\" cannot compose convolution \"%s\" of form \"%s\": %s."
              .formatted(layer.name(), form.name(), not.reason()));
    }
    if (forms.decomposers().stream().noneMatch(decomposer -> decomposer.covers(form))) {
      throw new InvalidInputException(
          "Hook \"compose-decompose\" cannot decompose convolution \"%s\": none of the %d decomposers covers form \"%s\"."
              .formatted(layer.name(), forms.decomposers().size(), form.name()));
    }
  }

  private static Forms forms(Context context) {
    return context
        .forms()
        .orElseThrow(() -> new IllegalStateException("The forms of this run are fixed"));
  }

  @Override
  public void afterEpoch(Context context) {
    boolean next = context.epoch() < epochs && options.isFree(context.epoch(), epochs);
    if (next != free) {
      change(context, next);
    }
  }

  /** All convolutions that the run wants structured get free kernels, or their factors back. */
  private void change(Context context, boolean toFree) {
    this.free = toFree;
    Map<String, Double> errors = reform(context);
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("epoch", context.epoch());
    values.put("phase", free ? "kernels" : "factors");
    values.put(
        "meanKernelError",
        errors.values().stream().mapToDouble(error -> error).average().orElse(0));
    context.record(new Measurement("phase", values));
  }

  private Map<String, Double> reform(Context context) {
    Forms forms = forms(context);
    return forms.change(
        layer -> {
          FilterParameterization asked = forms.asked(layer);
          return free && !asked.form().equals(new DenseForm()) ? FREE : asked;
        });
  }
}
