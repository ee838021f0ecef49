package org.rank1.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.Factors;
import org.rank1.filter.FilterForm;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.KernelDecomposer;
import org.rank1.filter.TensorSpec;
import org.rank1.filter.form.DenseForm;
import org.rank1.filter.form.Rank1Form;
import org.rank1.metric.Measurement;
import org.rank1.network.FeatureShape;
import org.rank1.network.FormConversion;
import org.rank1.network.InputContract;
import org.rank1.network.LayerSpec;
import org.rank1.network.LayerTensors;
import org.rank1.network.NetworkBuilder;
import org.rank1.network.NetworkSnapshot;
import org.rank1.network.NetworkSpec;
import org.rank1.provenance.Provenance;
import org.rank1.training.FilterParameterization;
import org.rank1.training.OptimizerFactory;
import org.rank1.training.ParameterGroup;
import org.rank1.training.TrainingHook;

/** What every {@link TrainingHook} must hold. Needs an engine on the class path. */
public class TrainingHookContract extends PartContract {
  private static final int EPOCHS = 3;
  private static final int STEPS = 4;
  private static final int NEVER = 0;
  private static final NetworkSpec NETWORK =
      new NetworkBuilder("hooked", FeatureShape.of(2, 8, 8), new DenseForm())
          .conv("dense", 4, ConvGeometry.same2d(3), true)
          .batchNorm("norm")
          .add(
              new LayerSpec.Convolution(
                  "factored", "norm", 6, ConvGeometry.same2d(3), false, new Rank1Form()))
          .globalAveragePool("pool")
          .flatten("flatten")
          .dense("logits", 3)
          .build();

  /** Subclasses run it over the parts at hand. */
  protected TrainingHookContract() {}

  /** One test per hook and example. */
  @TestFactory
  final Stream<DynamicTest> trainingHooks() {
    return tests(
        TrainingHook.class,
        (parts, example) -> {
          var factory = parts.factory(TrainingHook.class, example.name(), "hook", "contract");
          try (NDManager manager = NDManager.newBaseManager()) {
            check(() -> DiscoveredParts.remade(factory, example.options()), manager);
          }
        });
  }

  /**
   * Over a short training in which every parameter moves at each step: the arrays are the ones of
   * the groups, with gradients, finite values and their shapes; the forms of convolutions may
   * change meanwhile, and are in the end the ones that the run asks for; nothing is left in their
   * manager; state is reset only of parameters that are there; a second hook in a second run does
   * the same to the bit; so does one that takes over, in between, what the first one has to keep.
   *
   * @param hook makes a new hook
   * @throws AssertionError naming the tensor where the hook is wrong
   */
  public static void check(Supplier<TrainingHook> hook, NDManager parent) {
    List<Map<String, float[]>> first = run(hook, NEVER, parent);
    for (int cut : List.of(NEVER, 1, 3, STEPS + 2, STEPS + 5, 2 * STEPS + 3)) {
      List<Map<String, float[]>> second = run(hook, cut, parent);
      for (int i = 0; i < first.size(); i++) {
        for (Map.Entry<String, float[]> tensor : first.get(i).entrySet()) {
          assertThat(second.get(i).get(tensor.getKey()))
              .as(
                  "%s in a second run%s",
                  tensor.getKey(), cut == NEVER ? "" : ", taken over after call " + cut)
              .isEqualTo(tensor.getValue());
        }
      }
    }
  }

  /**
   * A run.
   *
   * @param cut after so many calls of the hook another hook in another training takes over
   */
  private static List<Map<String, float[]>> run(
      Supplier<TrainingHook> hooks, int cut, NDManager parent) {
    try (NDManager manager = parent.newSubManager()) {
      Run run = new Run(hooks, cut, manager);
      run.call(hook -> hook.atStart(run.training, EPOCHS));
      for (int epoch = 0; epoch < EPOCHS; epoch++) {
        for (int step = 0; step < STEPS; step++) {
          run.training.step(1);
          run.call(hook -> hook.afterStep(run.training));
        }
        run.training.epochs++;
        run.call(hook -> hook.afterEpoch(run.training));
      }
      run.call(hook -> hook.atEnd(run.training));
      assertThat(run.training.network().convolutions())
          .as("the forms that the run asks for")
          .isEqualTo(NETWORK.convolutions());
      return run.history;
    }
  }

  /** A hook and a training, both replaced on the way. */
  private static final class Run {
    private final Supplier<TrainingHook> hooks;
    private final int cut;
    private final NDManager manager;
    private final List<Map<String, float[]>> history = new ArrayList<>();
    private TrainingHook hook;
    private Training training;

    Run(Supplier<TrainingHook> hooks, int cut, NDManager manager) {
      this.hooks = hooks;
      this.cut = cut;
      this.manager = manager;
      this.hook = hooks.get();
      this.training = new Training(manager.newSubManager());
    }

    void call(Consumer<TrainingHook> action) {
      history.add(training.checked(() -> action.accept(hook)));
      if (history.size() == cut) {
        takeOver();
      }
    }

    private void takeOver() {
      Training next = new Training(manager.newSubManager());
      next.steps = training.steps;
      next.epochs = training.epochs;
      TrainingHook other = hooks.get();
      try (NDManager scratch = manager.newSubManager()) {
        Map<String, NDArray> state = hook.state(scratch);
        next.checked(() -> other.restore(next, EPOCHS, state));
      }
      assertThat(next.network()).as("network of who takes over").isEqualTo(training.network());
      next.assign(training);
      training = next;
      hook = other;
    }
  }

  /** A training whose steps are random moves, without a loss. */
  private static final class Training
      implements TrainingHook.Context, TrainingHook.Forms, OptimizerFactory.Optimizer {
    private final NDManager manager;
    private SplittableRandom random = new SplittableRandom(17);
    private final List<ParameterGroup> groups = new ArrayList<>();
    private final Set<String> paths = new TreeSet<>();
    private NetworkSpec network = NETWORK;
    private long steps;
    private int epochs;

    Training(NDManager manager) {
      this.manager = manager;
      learn((layer, spec) -> gaussian(shape(spec)));
    }

    /** Makes new groups for the network as it is. */
    private void learn(BiFunction<LayerSpec, TensorSpec, NDArray> values) {
      groups.clear();
      paths.clear();
      for (LayerSpec layer : network.layers()) {
        Map<String, NDArray> tensors = new LinkedHashMap<>();
        for (TensorSpec spec : network.tensors(layer)) {
          if (LayerTensors.isLearned(layer, spec.name())) {
            NDArray tensor = values.apply(layer, spec);
            tensor.setRequiresGradient(true);
            tensors.put(spec.name(), tensor);
            paths.add(layer.name() + "/" + spec.name());
          }
        }
        if (!tensors.isEmpty()) {
          groups.add(new ParameterGroup(layer, tensors));
        }
      }
    }

    private static FloatTensor copyOf(NDArray array) {
      return FloatTensor.of(
          Arrays.stream(array.getShape().getShape()).mapToObj(Math::toIntExact).toList(),
          array.toFloatArray());
    }

    private NetworkSnapshot snapshot() {
      Map<String, Map<String, FloatTensor>> tensors = new LinkedHashMap<>();
      for (LayerSpec layer : network.layers()) {
        Map<String, FloatTensor> ofLayer = new LinkedHashMap<>();
        for (TensorSpec spec : network.tensors(layer)) {
          ofLayer.put(spec.name(), FloatTensor.filled(spec.shape(), 1));
        }
        groups.stream()
            .filter(group -> group.layer().equals(layer))
            .forEach(
                group ->
                    group.tensors().forEach((role, tensor) -> ofLayer.put(role, copyOf(tensor))));
        tensors.put(layer.name(), ofLayer);
      }
      return new NetworkSnapshot(
          network,
          tensors,
          new InputContract(List.of(0.0, 0.0), List.of(1.0, 1.0), List.of("a", "b", "c")),
          new Provenance("contract", "", 0, "none", Map.of()));
    }

    private static Shape shape(TensorSpec spec) {
      return new Shape(spec.shape().stream().mapToLong(Integer::longValue).toArray());
    }

    private NDArray gaussian(Shape shape) {
      float[] values = new float[Math.toIntExact(shape.size())];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextGaussian();
      }
      return manager.create(values, shape);
    }

    /** Takes over what another one has learned. */
    void assign(Training other) {
      for (int i = 0; i < groups.size(); i++) {
        Map<String, NDArray> learned = other.groups.get(i).tensors();
        groups
            .get(i)
            .tensors()
            .forEach(
                (role, tensor) -> {
                  tensor.setRequiresGradient(false);
                  tensor.set(
                      new NDIndex(":"), Objects.requireNonNull(learned.get(role), "no " + role));
                  tensor.setRequiresGradient(true);
                });
      }
    }

    private int arraysBesideTheLearned() {
      int learned = groups.stream().mapToInt(group -> group.tensors().size()).sum();
      return manager.getManagedArrays().size() - learned;
    }

    /** The values after the hook has acted. */
    Map<String, float[]> checked(Runnable act) {
      int arrays = arraysBesideTheLearned();
      act.run();
      assertThat(arraysBesideTheLearned()).as("arrays after step %d", steps).isEqualTo(arrays);
      Map<String, float[]> values = new LinkedHashMap<>();
      for (ParameterGroup group : groups) {
        for (TensorSpec spec : network.tensors(group.layer())) {
          NDArray tensor = group.tensors().get(spec.name());
          if (tensor != null) {
            String path = group.path(spec.name());
            assertThat(tensor.getShape()).as("shape of %s", path).isEqualTo(shape(spec));
            assertThat(tensor.hasGradient()).as("%s learns", path).isTrue();
            float[] now = tensor.toFloatArray();
            for (int i = 0; i < now.length; i++) {
              assertThat(now[i]).as("%s[%d]", path, i).isFinite();
            }
            values.put(path, now);
          }
        }
      }
      return values;
    }

    @Override
    public NetworkSpec network() {
      return network;
    }

    @Override
    public List<ParameterGroup> groups() {
      return groups;
    }

    @Override
    public OptimizerFactory.Optimizer optimizer() {
      return this;
    }

    @Override
    public long step() {
      return steps;
    }

    @Override
    public int epoch() {
      return epochs;
    }

    @Override
    public double progress() {
      return (double) steps / (EPOCHS * STEPS);
    }

    @Override
    public Optional<TrainingHook.Forms> forms() {
      return Optional.of(this);
    }

    @Override
    public FilterParameterization asked(LayerSpec.Convolution layer) {
      return NETWORK.convolutions().stream()
          .filter(asked -> asked.name().equals(layer.name()))
          .map(asked -> new FormOnly(asked.form()))
          .findFirst()
          .orElseThrow();
    }

    @Override
    public List<KernelDecomposer> decomposers() {
      return DiscoveredParts.examples(DiscoveredParts.load(), KernelDecomposer.class).stream()
          .map(DiscoveredParts.Example::part)
          .toList();
    }

    @Override
    public Map<String, Double> change(
        Function<LayerSpec.Convolution, FilterParameterization> parameterizations) {
      NetworkSpec target =
          network.mapConvolutions(c -> c.withForm(parameterizations.apply(c).form()));
      FormConversion.Result result = FormConversion.into(snapshot(), target, decomposers());
      groups.forEach(group -> group.tensors().values().forEach(NDArray::close));
      network = target;
      learn(
          (layer, spec) ->
              manager.create(
                  result.snapshot().tensor(layer, spec.name()).data().clone(), shape(spec)));
      return result.relativeErrors();
    }

    @Override
    public void record(Measurement measurement) {
      assertThat(measurement.event()).isNotEmpty();
    }

    /** As an engine's optimizer does, through the memory of the parameter. */
    @Override
    public void step(double rateFactor) {
      steps++;
      random = new SplittableRandom(17 + steps);
      for (ParameterGroup group : groups) {
        for (NDArray tensor : group.tensors().values()) {
          tensor.setRequiresGradient(false);
          try (NDArray move = gaussian(tensor.getShape())) {
            tensor.addi(move);
          }
          tensor.setRequiresGradient(true);
        }
      }
    }

    @Override
    public void resetState(String path) {
      assertThat(paths).as("parameters whose state can be reset").contains(path);
    }
  }

  /** A parameterization of which only the form is asked for. */
  private record FormOnly(FilterForm form) implements FilterParameterization {
    @Override
    public Factors initialize(ConvSpec conv, RandomGenerator random) {
      throw new IllegalStateException("The contract draws nothing");
    }

    @Override
    public NDArray forward(
        ConvSpec conv, NDArray input, Map<String, NDArray> factors, @Nullable NDArray bias) {
      throw new IllegalStateException("The contract runs nothing forward");
    }
  }
}
