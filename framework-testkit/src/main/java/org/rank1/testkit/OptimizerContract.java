package org.rank1.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.form.Rank1Form;
import org.rank1.network.LayerSpec;
import org.rank1.network.NetworkSpec;
import org.rank1.training.OptimizerFactory;
import org.rank1.training.ParameterGroup;

/** What every {@link OptimizerFactory} must hold. Needs an engine on the class path. */
public class OptimizerContract extends PartContract {
  private static final int STEPS = 5;
  private static final int MANY_STEPS = 100;
  private static final String RANK_ONE = "three";

  /** Subclasses run it over the parts at hand. */
  protected OptimizerContract() {}

  /** One test per optimizer and example. */
  @TestFactory
  final Stream<DynamicTest> optimizers() {
    return tests(
        OptimizerFactory.class,
        (parts, example) -> {
          try (NDManager manager = NDManager.newBaseManager()) {
            check(example.part(), manager);
          }
        });
  }

  /**
   * At each step every parameter moves, stays finite, remains the same array, and its gradient is
   * cleared; a loss that is a bowl goes down; two runs are bit-identical; the number of managed
   * arrays does not grow after the first of {@value #MANY_STEPS} steps; state of each path can be
   * reset; an optimizer that takes over parameters and state of another one goes on to the bit as
   * that one would have.
   *
   * @throws AssertionError naming the parameter where the optimizer is wrong
   */
  public static void check(OptimizerFactory factory, NDManager manager) {
    List<float[]> first = run(factory, manager);
    List<float[]> second = run(factory, manager);
    for (int i = 0; i < first.size(); i++) {
      assertThat(second.get(i)).as("parameters of a second run").isEqualTo(first.get(i));
    }
    checkFlat(factory, manager);
    checkResumes(factory, manager);
  }

  private static void checkFlat(OptimizerFactory factory, NDManager parent) {
    try (NDManager manager = parent.newSubManager();
        NDManager state = parent.newSubManager()) {
      List<ParameterGroup> groups = groups(manager);
      OptimizerFactory.Optimizer optimizer = factory.create(groups, state);
      int arrays = 0;
      for (int step = 0; step < MANY_STEPS; step++) {
        backward(groups, manager);
        optimizer.step(0.1);
        int now = manager.getManagedArrays().size() + state.getManagedArrays().size();
        assertThat(now)
            .as("managed arrays after step %d", step)
            .isEqualTo(step == 0 ? now : arrays);
        arrays = now;
      }
    }
  }

  private static void checkResumes(OptimizerFactory factory, NDManager parent) {
    try (NDManager manager = parent.newSubManager()) {
      List<ParameterGroup> through = groups(manager);
      OptimizerFactory.Optimizer first = factory.create(through, manager);
      steps(first, through, manager);
      List<ParameterGroup> resumed = groups(manager);
      OptimizerFactory.Optimizer second = factory.create(resumed, manager);
      for (int i = 0; i < through.size(); i++) {
        Map<String, NDArray> targets = resumed.get(i).tensors();
        through.get(i).tensors().forEach((role, tensor) -> assign(targets.get(role), tensor));
      }
      try (NDManager saved = manager.newSubManager()) {
        Map<String, NDArray> state = first.state(saved);
        List<String> paths = paths(through);
        for (String key : state.keySet()) {
          assertThat(paths)
              .as("parameter of the state \"%s\"", key)
              .contains(key.substring(0, Math.max(0, key.indexOf('#'))));
        }
        second.restore(state);
      }
      steps(first, through, manager);
      steps(second, resumed, manager);
      Map<String, float[]> expected = values(through);
      values(resumed)
          .forEach(
              (path, now) ->
                  assertThat(now)
                      .as("%s after taking over the state", path)
                      .isEqualTo(expected.get(path)));
    }
  }

  private static List<String> paths(List<ParameterGroup> groups) {
    return groups.stream()
        .flatMap(group -> group.tensors().keySet().stream().map(group::path))
        .toList();
  }

  private static void steps(
      OptimizerFactory.Optimizer optimizer, List<ParameterGroup> groups, NDManager manager) {
    for (int step = 0; step < STEPS; step++) {
      backward(groups, manager);
      optimizer.step(1.0 / (1 + step));
    }
  }

  /** Overwrites a live parameter; an engine refuses that while it has a gradient to record. */
  private static void assign(@Nullable NDArray target, NDArray value) {
    Objects.requireNonNull(target).setRequiresGradient(false);
    target.set(new NDIndex(":"), value);
    target.setRequiresGradient(true);
  }

  private static List<float[]> run(OptimizerFactory factory, NDManager parent) {
    try (NDManager manager = parent.newSubManager();
        NDManager state = parent.newSubManager()) {
      List<ParameterGroup> groups = groups(manager);
      OptimizerFactory.Optimizer optimizer = factory.create(groups, state);
      List<float[]> history = new ArrayList<>();
      int arrays = 0;
      float firstLoss = backward(groups, manager);
      float loss = firstLoss;
      for (int step = 0; step < STEPS; step++) {
        Map<String, float[]> before = values(groups);
        optimizer.step(1);
        checkMoved(groups, before);
        history.addAll(values(groups).values());
        int now = manager.getManagedArrays().size() + state.getManagedArrays().size();
        assertThat(now)
            .as("managed arrays after step %d", step)
            .isEqualTo(step == 0 ? now : arrays);
        arrays = now;
        loss = backward(groups, manager);
      }
      assertThat(loss).as("loss after %d steps", STEPS).isLessThan(firstLoss);
      for (ParameterGroup group : groups) {
        group.tensors().keySet().forEach(role -> optimizer.resetState(group.path(role)));
      }
      optimizer.step(0.5);
      return history;
    }
  }

  private static void checkMoved(List<ParameterGroup> groups, Map<String, float[]> before) {
    for (ParameterGroup group : groups) {
      group
          .tensors()
          .forEach(
              (role, tensor) -> {
                String path = group.path(role);
                float[] now = tensor.toFloatArray();
                float[] old = before.getOrDefault(path, new float[0]);
                for (int i = 0; i < now.length; i++) {
                  assertThat(now[i]).as("%s[%d]", path, i).isFinite().isNotEqualTo(old[i]);
                }
                assertThat(tensor.hasGradient()).as("%s learns", path).isTrue();
                try (NDArray gradient = tensor.getGradient()) {
                  assertThat(gradient.toFloatArray())
                      .as("gradient of %s after the step", path)
                      .containsOnly(0f);
                }
              });
    }
  }

  private static Map<String, float[]> values(List<ParameterGroup> groups) {
    Map<String, float[]> values = new LinkedHashMap<>();
    for (ParameterGroup group : groups) {
      group
          .tensors()
          .forEach((role, tensor) -> values.put(group.path(role), tensor.toFloatArray()));
    }
    return values;
  }

  private static List<ParameterGroup> groups(NDManager manager) {
    SplittableRandom random = new SplittableRandom(3);
    List<ParameterGroup> groups = new ArrayList<>();
    for (String layer : List.of("one", "two")) {
      Map<String, NDArray> tensors = new LinkedHashMap<>();
      tensors.put("weight", parameter(manager, random, new Shape(3, 4)));
      tensors.put("bias", parameter(manager, random, new Shape(3)));
      groups.add(new ParameterGroup(new LayerSpec.Dense(layer, NetworkSpec.INPUT, 3), tensors));
    }
    Map<String, NDArray> factors = new LinkedHashMap<>();
    for (String role : List.of("t", "p", "q")) {
      NDArray factor = parameter(manager, random, new Shape(2, 3));
      factor.setRequiresGradient(false);
      factor.muli(0.4f);
      factor.setRequiresGradient(true);
      factors.put(role, factor);
    }
    groups.add(
        new ParameterGroup(
            new LayerSpec.Convolution(
                RANK_ONE, NetworkSpec.INPUT, 2, ConvGeometry.same2d(3), false, new Rank1Form()),
            factors));
    return groups;
  }

  private static NDArray parameter(NDManager manager, SplittableRandom random, Shape shape) {
    float[] values = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (1 + random.nextDouble());
    }
    NDArray parameter = manager.create(values, shape);
    parameter.setRequiresGradient(true);
    return parameter;
  }

  /**
   * Half the sum of squares of all parameters, but of the factors half the sum of squares of their
   * outer products, weighted.
   */
  private static float backward(List<ParameterGroup> groups, NDManager manager) {
    try (NDManager batch = manager.newSubManager();
        GradientCollector collector = manager.getEngine().newGradientCollector()) {
      NDArray sum = batch.zeros(new Shape());
      NDArray half = batch.create(0.5f);
      for (ParameterGroup group : groups) {
        if (group.layer().name().equals(RANK_ONE)) {
          NDArray product = weights(batch);
          int mode = 1;
          for (NDArray factor : group.tensors().values()) {
            long[] extents = {2, 1, 1, 1};
            extents[mode++] = 3;
            NDArray view = factor.reshape(new Shape(extents));
            view.attach(batch);
            product = product.mul(view);
          }
          sum = sum.add(half.mul(product).mul(product).sum());
        } else {
          for (NDArray tensor : group.tensors().values()) {
            sum = sum.add(half.mul(tensor).mul(tensor).sum());
          }
        }
      }
      collector.backward(sum);
      return sum.getFloat();
    }
  }

  private static NDArray weights(NDManager manager) {
    float[] values = new float[27];
    for (int i = 0; i < values.length; i++) {
      values[i] = 1 + 0.01f * i;
    }
    return manager.create(values, new Shape(1, 3, 3, 3));
  }
}
