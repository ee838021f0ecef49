package org.rank1.ops.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.rank1.filter.ConvAxis;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.FilterForm;
import org.rank1.filter.form.DenseForm;
import org.rank1.filter.form.FlattenedForm;
import org.rank1.filter.form.Rank1Form;
import org.rank1.network.FeatureShape;
import org.rank1.network.InputContract;
import org.rank1.network.LayerSpec;
import org.rank1.network.NetworkBuilder;
import org.rank1.network.NetworkSnapshot;
import org.rank1.network.NetworkSpec;
import org.rank1.ops.parameterization.Execution;
import org.rank1.ops.parameterization.FormParameterization;
import org.rank1.ops.parameterization.Initializer;
import org.rank1.ops.tensor.Tensors;
import org.rank1.provenance.Provenance;
import org.rank1.training.FilterParameterization;
import org.rank1.training.OptimizerFactory;

/** Networks and numbers that the tests share. */
final class Networks {
  static final InputContract INPUT =
      new InputContract(List.of(0.5), List.of(0.25), List.of("a", "b", "c"));
  static final Provenance PROVENANCE = new Provenance("test", "hash", 1, "none", Map.of());

  private Networks() {}

  /** Every kind of layer, with uneven padding, dilation, stride and groups. */
  static NetworkSpec everything(FilterForm form, int axes) {
    FeatureShape input = new FeatureShape(2, Collections.nCopies(axes, axes == 3 ? 9 : 13));
    ConvGeometry same = new ConvGeometry(Collections.nCopies(axes, ConvAxis.same(3)), 1);
    ConvGeometry odd = new ConvGeometry(Collections.nCopies(axes, new ConvAxis(3, 2, 0, 2, 2)), 2);
    NetworkBuilder net = new NetworkBuilder("everything" + axes, input, form);
    net.conv("conv1", 4, same, true).batchNorm("bn1").relu("relu1");
    net.conv("conv2", 6, odd, false).batchNorm("bn2").relu("relu2");
    String trunk = net.current();
    net.add(new LayerSpec.MaxPool("max", trunk, window(axes, new ConvAxis(3, 1, 2, 0, 1))));
    net.add(new LayerSpec.MaxPool("maxDilated", trunk, window(axes, new ConvAxis(2, 1, 1, 1, 2))));
    net.add(
        new LayerSpec.AveragePool(
            "averageInside", trunk, window(axes, new ConvAxis(3, 1, 0, 2, 1)), false));
    net.add(
        new LayerSpec.AveragePool(
            "averageAll", trunk, window(axes, new ConvAxis(3, 1, 2, 0, 1)), true));
    net.add(new LayerSpec.Add("add", List.of("max", "averageInside", "maxDilated", trunk)));
    net.add(new LayerSpec.Concat("concat", List.of("add", "averageAll", trunk)));
    net.dropout("dropout", 0.25).maxPool("halve", 2);
    net.add(new LayerSpec.GlobalAveragePool("global", "concat"));
    net.flatten("flatGlobal").dense("hidden1", 5);
    net.from("halve").flatten("flat").dense("hidden2", 5);
    net.add(new LayerSpec.Add("sum", List.of("hidden1", "hidden2")));
    return net.relu("relu3").dense("logits", 3).build();
  }

  private static List<ConvAxis> window(int axes, ConvAxis axis) {
    return Collections.nCopies(axes, axis);
  }

  /** Two blocks of convolution, batch norm and ReLU, on 12×12. */
  static NetworkSpec small(FilterForm form) {
    return new NetworkBuilder("small", FeatureShape.of(1, 12, 12), form)
        .conv("conv1", 8, ConvGeometry.same2d(3), false)
        .batchNorm("bn1")
        .relu("relu1")
        .maxPool("pool", 2)
        .conv("conv2", 12, ConvGeometry.same2d(3), true)
        .relu("relu2")
        .globalAveragePool("global")
        .flatten("flat")
        .dropout("dropout", 0.1)
        .dense("logits", 3)
        .build();
  }

  static FilterParameterization parameterization(FilterForm form) {
    return new FormParameterization(
        form, Initializer.HE, form instanceof FlattenedForm ? Execution.CHAIN : Execution.AUTO);
  }

  static TrainingNetwork start(NetworkSpec spec, NDManager manager, long seed) {
    return new TrainingNetwork(
        spec, conv -> parameterization(conv.form()), manager, new SplittableRandom(seed));
  }

  static List<FilterForm> forms() {
    return List.of(new DenseForm(), new Rank1Form());
  }

  static NetworkSnapshot snapshot(TrainingNetwork network) {
    return network.snapshot(INPUT, PROVENANCE);
  }

  /** Gaussian examples, channels outermost. */
  static float[] examples(NetworkSpec spec, int count, long seed) {
    Random random = new Random(seed);
    float[] values = new float[count * spec.input().size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  static NDArray batch(NetworkSpec spec, float[] examples, NDManager manager) {
    Shape shape =
        new Shape(examples.length / spec.input().size())
            .addAll(Tensors.shape(spec.input().extents()));
    return manager.create(examples, shape);
  }

  /** One step of training; the loss. */
  static float step(
      TrainingNetwork network,
      OptimizerFactory.Optimizer optimizer,
      NDManager parent,
      float[] examples) {
    int count = examples.length / network.spec().input().size();
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = i % 3;
    }
    float loss;
    try (NDManager manager = parent.newSubManager();
        GradientCollector collector = parent.getEngine().newGradientCollector()) {
      NDArray logits = network.forward(batch(network.spec(), examples, manager), true);
      NDArray value = Losses.softmaxCrossEntropy(logits, manager.create(labels));
      collector.backward(value);
      loss = value.getFloat();
    }
    optimizer.step(1);
    return loss;
  }
}
